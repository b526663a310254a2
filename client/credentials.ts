import type { HeaderFields } from '../shared/contract/client.ts';

/**
 * Gives the headers that carry a credential; asked before every attempt of every call. `refused` are those that the API
 * has just answered with 401: a provider that renews does not give them again.
 */
export type Credentials = (refused?: HeaderFields) => HeaderFields | Promise<HeaderFields>;

/** Header that carries a service user's token beside a person's own credential. */
export const serviceUserHeader = 'x-amorphic-service-user';

/** A token got elsewhere, or a function that gets one. */
export function staticToken(token: string | (() => string | Promise<string>)): Credentials {
  return async () => ({ authorization: `Bearer ${typeof token === 'string' ? token : await token()}` });
}

/** Tokens that are renewed, also when the one that is passed was refused. */
export function bearer(token: (refused?: string) => Promise<string>): Credentials {
  return async (refused) => ({
    authorization: `Bearer ${await token(refused?.['authorization']?.slice('Bearer '.length))}`,
  });
}

const tokenForm = /^[a-z][a-z0-9]*_[0-9A-Za-z]{36}$/;

/**
 * A long-lived token: a service token or a personal access token; a variable of the process may be given as it is.
 * @throws TypeError when there is none, or it was cut off or mistyped; the message does not hold it.
 */
export function serviceToken(token: string | undefined): Credentials {
  if (token === undefined || token === '') {
    throw new TypeError(
      'The service token is missing: the variable or secret that should hold it is not set.',
    );
  }
  if (!tokenForm.test(token) || checksumOf(token.slice(0, -6)) !== token.slice(-6)) {
    throw new TypeError('This is not a whole service token: its checksum does not fit.');
  }
  return staticToken(token);
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC32 in base 62, six digits (SPEC section 6). */
export function checksumOf(text: string): string {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let written = '';
  while (written.length < 6) {
    written = digits.charAt(rest % 62) + written;
    rest = Math.floor(rest / 62);
  }
  return written;
}
