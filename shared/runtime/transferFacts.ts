import { userIdPattern } from '../domain/ids.ts';
import { transferTarget } from '../domain/transfer.ts';
import { factsOf } from '../policy/decide.ts';
import { userKey } from '../store/keys.ts';
import { readUser } from '../store/users.ts';
import type { FactSource } from './factSource.ts';

/** Notes the transfer user in the snapshot, where the rule asks about one and one is named. */
export function wantTransferUser(source: FactSource): void {
  const [userId, ...others] = transferUsers(source);
  if (userId !== undefined && others.length === 0 && userIdPattern.test(userId))
    source.snapshot.want(userKey(userId));
}

/**
 * D3: one who is named but unknown, disabled, the user itself or a service user is unsuitable; so are several, of whom nobody can
 * say which is meant. Where none is named the function answers 400 (D2).
 */
export function transferUserFacts(source: FactSource): { readonly transferUserUnsuitable?: boolean } {
  if (!factsOf(source.rule).has('transferUserUnsuitable')) return {};
  const [userId, ...others] = transferUsers(source);
  if (userId === undefined) return { transferUserUnsuitable: false };
  return { transferUserUnsuitable: others.length > 0 || !isSuitable(userId, source) };
}

function transferUsers({ rule, transferTo }: FactSource): readonly string[] {
  return factsOf(rule).has('transferUserUnsuitable') ? transferTo.filter((userId) => userId !== '') : [];
}

function isSuitable(userId: string, { snapshot, params }: FactSource): boolean {
  const item = userIdPattern.test(userId) ? snapshot.item(userKey(userId)) : undefined;
  const candidate = item === undefined ? undefined : readUser(item);
  return transferTarget(candidate, { userId: params['userId'] ?? '' }) !== undefined;
}
