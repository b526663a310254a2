import { foldText } from './names.ts';

/** Ending of every service user's name; no person's name has it. */
const ending = '@service';

/**
 * The user name that a display name makes, however its accents are encoded: lower-cased, spaces to `_`, only `[a-z0-9_-]` kept, then `@service`.
 * @returns undefined when no letter or digit is left (C10).
 */
export function serviceUserName(name: string): string | undefined {
  const slug = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s/gu, '_')
    .replaceAll(/[^a-z0-9_-]/gu, '');
  return /[a-z0-9]/u.test(slug) ? slug + ending : undefined;
}

/**
 * The user name of a person: the email, else the subject, else the id; never one that reads like that of a service user,
 * whatever the issuer says.
 */
export function personUserName(from: {
  readonly email: string | undefined;
  readonly subject: string;
  readonly userId: string;
}): string {
  const usable = [from.email, from.subject].find((text) => text !== undefined && !hasServiceEnding(text));
  return usable ?? from.userId;
}

/** Also with letters of other forms, and with what nobody sees. */
function hasServiceEnding(text: string): boolean {
  return foldText(text).replaceAll(/\s/gu, '').endsWith(ending);
}
