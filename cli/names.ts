import { foldName } from '../shared/domain/names.ts';

/** Prefixes of the ids that commands take in place of names. */
const prefixes = { role: 'rol', team: 'tem', tag: 'tag', token: 'tok' } as const;

/** Whether a text is an id of that kind: names are never of that shape. */
export function isId(kind: keyof typeof prefixes, text: string): boolean {
  return text.startsWith(`${prefixes[kind]}_`) && /^[0-9a-z]{26}$/.test(text.slice(4));
}

/** A name as the API compares it: roles, teams and tags are unique in any case, and by how they read. */
export const comparable = foldName;

/** A tag as people write it. */
export function tagName({
  TagKey,
  TagValue,
}: {
  readonly TagKey: string;
  readonly TagValue: string;
}): string {
  return `${TagKey}=${TagValue}`;
}

/** The user name of a service user without its ending. */
export function nameOf(written: string): string {
  return written.replace(/@service$/, '');
}
