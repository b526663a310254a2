/** What credentials look like: JWTs, and the opaque tokens of SPEC section 6 with any prefix; private keys. */
const shapes = [
  /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b[a-z]{3}_[0-9A-Za-z]{36}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
];

/** Everything in a text that looks like a credential or key. */
export function secretsIn(text: string): string[] {
  return shapes.flatMap((shape) => text.match(shape) ?? []);
}
