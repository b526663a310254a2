import { addMinutes } from '../domain/time.ts';
import type { TokenSecret } from '../domain/token.ts';
import { expression } from '../store/expression.ts';
import { tokenKey } from '../store/keys.ts';
import type { Dependencies } from './dependencies.ts';
import { errorFields, log } from './log.ts';

/** Marks that a long-lived token was used, at most once a minute, and never in the way of the request (K9). */
export async function markUsed(
  token: TokenSecret | undefined,
  { table, clock }: Pick<Dependencies, 'table' | 'clock'>,
): Promise<void> {
  const now = clock();
  const stale = addMinutes(now, -1);
  if (token === undefined || (token.lastUsedAt !== undefined && token.lastUsedAt > stale)) return;
  try {
    await table.update(
      tokenKey(token.hash),
      expression`SET #lastUsedAt = ${now}`,
      expression`attribute_exists(#pk) AND (attribute_not_exists(#lastUsedAt) OR #lastUsedAt <= ${stale})`,
    );
  } catch (error) {
    log.warn('unavailable', { ...errorFields(error), what: 'last-used mark' });
  }
}
