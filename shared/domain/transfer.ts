import type { Person, User } from './user.ts';

declare const suitable: unique symbol;

/** Somebody who can receive what a deleted user owns: only {@link transferTarget} makes one. */
export type TransferTarget = Person & { readonly status: 'enabled'; readonly [suitable]: true };

/**
 * The user as a transfer user: one that is there, a person, enabled, and not the user being deleted (D3).
 * @returns undefined where any of that does not hold.
 */
export function transferTarget(
  candidate: User | undefined,
  deleted: { readonly userId: string },
): TransferTarget | undefined {
  if (candidate?.kind !== 'person' || candidate.status !== 'enabled') return undefined;
  return candidate.userId === deleted.userId ? undefined : (candidate as TransferTarget);
}
