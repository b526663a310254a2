/**
 * How a person has access to a service user, or anybody to a resource: what a write repeats as its condition, and what a token
 * that was got with it rests on.
 */
export type Access =
  | { readonly by: 'share'; readonly grant: string }
  | { readonly by: 'tag'; readonly tagId: string; readonly ways: readonly TagWay[] }
  | { readonly by: 'mode'; readonly sessionId: string }
  | { readonly by: 'ownership' };

/** A tag that a user is on and that something is shared with: the membership and the share. */
export interface TagWay {
  readonly tagId: string;
  readonly member: string;
  readonly share: string;
}

/** The shares and memberships that access rests on. */
export function grantsOf(access: Access | undefined): readonly string[] {
  if (access?.by === 'share') return [access.grant];
  return access?.by === 'tag' ? access.ways.flatMap(({ member, share }) => [member, share]) : [];
}
