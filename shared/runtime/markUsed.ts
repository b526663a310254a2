import { addMinutes, type Instant } from '../domain/time.ts';
import type { TokenSecret } from '../domain/token.ts';
import { expression } from '../store/expression.ts';
import { tokenKey } from '../store/keys.ts';
import type { Table } from '../store/table.ts';
import { errorFields, log } from './log.ts';

/** The long-lived token in use, where its last use is not marked yet: handed to the function, which knows whether the call succeeded. */
export type UnmarkedUse = Pick<TokenSecret, 'hash'>;

/** What a success of this call is to mark; nothing where it was marked less than a minute ago (K9). */
export function unmarkedUse(token: TokenSecret | undefined, now: Instant): { used?: UnmarkedUse } {
  if (token === undefined || (token.lastUsedAt !== undefined && token.lastUsedAt > addMinutes(now, -1)))
    return {};
  return { used: { hash: token.hash } };
}

/** Marks that a long-lived token was used, at most once a minute, and never in the way of the request (K9). */
export async function markUsed(
  used: UnmarkedUse | undefined,
  { table, now }: { readonly table: Table; readonly now: Instant },
): Promise<void> {
  if (used === undefined) return;
  const stale = addMinutes(now, -1);
  try {
    await table.update(
      tokenKey(used.hash),
      expression`SET #lastUsedAt = ${now}`,
      expression`attribute_exists(#pk) AND (attribute_not_exists(#lastUsedAt) OR #lastUsedAt <= ${stale})`,
    );
  } catch (error) {
    log.warn('unavailable', { ...errorFields(error), what: 'last-used mark' });
  }
}
