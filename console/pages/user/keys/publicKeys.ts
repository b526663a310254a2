type Jwk = Readonly<Record<string, unknown>>;

/** What was read, or why it cannot be. */
export type Read<Value> = { readonly value: Value } | { readonly fault: string };

const secretMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
const secretFault =
  'This holds a private key. It was not sent anywhere. Paste the public key only, and replace the pair if others saw it.';
const shapeFault = 'Paste a public key as JSON (a JWK), or as PEM (BEGIN PUBLIC KEY).';

function holdsSecret(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isJwk(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && 'kty' in value;
}

/** What a JWKS, a list of JWKs, or one JWK names as keys. */
function listed(text: string): readonly unknown[] {
  const found = jsonOf(text);
  const keys = typeof found === 'object' && found !== null && 'keys' in found ? found.keys : found;
  return [keys].flat();
}

/** Public keys in a text: a JWKS, a list of JWKs, or one. A private key is refused here, before it is sent. */
export function readKeySet(text: string): Read<readonly Jwk[]> {
  const keys = listed(text);
  const secret = keys.some((key) => isJwk(key) && secretMembers.some((name) => name in key));
  if (secret || holdsSecret(text)) return { fault: secretFault };
  return keys.length > 0 && keys.every(isJwk)
    ? { value: keys }
    : { fault: 'Paste public keys as JSON: {"keys": [ … ]}.' };
}

const algorithms = [
  { name: 'ECDSA', namedCurve: 'P-256' },
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  { name: 'Ed25519' },
];

/** Of what the browser says of a key, what makes it the key it is. */
function keyMembers(jwk: JsonWebKey): Jwk {
  const members = Object.entries(jwk).filter(([name]) => ['kty', 'crv', 'x', 'y', 'n', 'e'].includes(name));
  return Object.fromEntries(members);
}

async function jwkOfPem(pem: string): Promise<Read<Jwk>> {
  const base64 = /-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----/.exec(pem)?.[1];
  if (base64 === undefined) return { fault: shapeFault };
  const der = Uint8Array.from(atob(base64.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
  for (const algorithm of algorithms) {
    try {
      const key = await crypto.subtle.importKey('spki', der, algorithm, true, ['verify']);
      return { value: keyMembers(await crypto.subtle.exportKey('jwk', key)) };
    } catch {
      // Another algorithm may fit.
    }
  }
  return { fault: 'The key must be EC P-256, RSA from 2048 bits, or Ed25519.' };
}

/** A public key from JSON or PEM. A private one is refused here, before it is sent. */
export async function readPublicKey(text: string): Promise<Read<Jwk>> {
  if (holdsSecret(text)) return { fault: secretFault };
  if (text.includes('-----BEGIN')) {
    return await jwkOfPem(text).catch(() => ({ fault: 'This PEM cannot be read.' }));
  }
  const read = readKeySet(text);
  if ('fault' in read) return { fault: read.fault === secretFault ? secretFault : shapeFault };
  const [key, second] = read.value;
  if (key === undefined || second !== undefined)
    return { fault: 'Paste one key; register others one by one.' };
  return { value: key };
}
