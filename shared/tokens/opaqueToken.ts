import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `0-9A-Za-z`, in this order: the digits of base 62. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 30;
const checksumLength = 6;
/** Any prefix of this form is accepted, so that configuring another one ends no token. */
const form = /^([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;

/** What a configured prefix must look like. */
export const tokenPrefixPattern = /^[a-z][a-z0-9]{1,15}$/;

/** A fresh token `<prefix>_<secret><checksum>`; the secret has 178 bits, each character equally likely. */
export function newOpaqueToken(prefix: string): string {
  const secret = Array.from({ length: secretLength }, () => digits[randomInt(digits.length)]).join('');
  return withChecksum(`${prefix}_${secret}`);
}

/** Appends the CRC32 in base 62: a mistyped or invented token is told without any read, and scanners find few false ones. */
export function withChecksum(body: string): string {
  return body + checksumOf(body);
}

/** Whether a text has the form of an opaque token, whatever its checksum: chooses the verifier, proves nothing. */
export function looksOpaque(text: string): boolean {
  return form.test(text);
}

/** The hash under which a token is found, or undefined where form or checksum are wrong. */
export function hashOfOpaqueToken(text: string): string | undefined {
  const [, body, checksum] = form.exec(text) ?? [];
  return body !== undefined && checksumOf(body) === checksum ? tokenHash(text) : undefined;
}

/** SHA-256 of the whole token in base64url: all that is kept of it (K1). */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  while (text.length < checksumLength) {
    text = (digits[rest % digits.length] ?? '') + text;
    rest = Math.floor(rest / digits.length);
  }
  return text;
}
