/** Decodes base64url strictly: Node's decoder ignores junk, padding and stray bits, so the text must be its own re-encoding. */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** Encodes text or bytes. */
export function encodeBase64url(value: string | Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}

/** Parses a base64url JSON object. @returns undefined for anything else. */
export function decodeJsonObject(text: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64url(text);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
