/** Ending of every service user's name; no person's name has it. */
const ending = '@service';

/**
 * The user name that a display name makes: lower-cased, spaces to `_`, only `[a-z0-9_-]` kept, then `@service`.
 * @returns undefined when no letter or digit is left (C10).
 */
export function serviceUserName(name: string): string | undefined {
  const slug = name
    .trim()
    .toLowerCase()
    .replaceAll(/\s/gu, '_')
    .replaceAll(/[^a-z0-9_-]/gu, '');
  return /[a-z0-9]/u.test(slug) ? slug + ending : undefined;
}
