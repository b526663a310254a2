import type { ServiceUserId } from '../../shared/domain/ids.ts';
import { addDays, instant, systemClock } from '../../shared/domain/time.ts';
import { putNewToken } from '../../shared/store/tokens.ts';
import { api, field, must, type Answer } from './api.ts';
import { aToken } from './aToken.ts';
import { aCreatedRole, aCreatedServiceUser, aName, assumedToken, productTable } from './created.ts';
import { people, type SignedIn } from './people.ts';
import { stored } from './stored.ts';

/** A long-lived token as who made it knows it. */
export interface LongLived {
  /** Whom it authenticates. */
  readonly userId: string;
  readonly tokenId: string;
  readonly value: string;
  readonly name: string;
  /** Who has access to the user. */
  readonly owner: SignedIn;
}

/** Asks for a token of a user; `me` for oneself. */
export async function createToken(
  userId: string,
  body: object = {},
  settings: { readonly as?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { as = (await people()).ada.token, headers = {} } = settings;
  return await api('POST', `/users/${userId}/tokens`, {
    as,
    headers,
    body: { Name: aName('token'), ...body },
  });
}

/** A service token of a service user of the test's own, or of the one given. */
export async function aServiceToken(
  body: object = {},
  given?: { readonly userId: string; readonly owner: SignedIn; readonly name?: string },
): Promise<LongLived> {
  const { userId, owner } = given ?? (await aCreatedServiceUser());
  return longLived(await must(201, createToken(userId, body, { as: owner.token })), userId, owner);
}

/** A personal access token of a person. */
export async function aPersonalToken(owner: SignedIn, body: object = {}): Promise<LongLived> {
  return longLived(await must(201, createToken('me', body, { as: owner.token })), owner.userId, owner);
}

function longLived(answer: Answer, userId: string, owner: SignedIn): LongLived {
  const [tokenId, value, name] = [field(answer, 'TokenId'), field(answer, 'Token'), field(answer, 'Name')];
  return { userId, tokenId, value, name, owner };
}

/** Does something with a token, by its owner unless somebody else is named. */
export async function manage(
  how: 'revoke' | 'restore' | 'rotate' | 'delete',
  { userId, tokenId, owner }: Pick<LongLived, 'userId' | 'tokenId' | 'owner'>,
  { as = owner.token, body }: { readonly as?: string; readonly body?: object } = {},
): Promise<Answer> {
  const path = `/users/${userId}/tokens/${tokenId}`;
  if (how === 'delete') return await api('DELETE', path, { as });
  return await api('POST', `${path}/${how}`, { as, ...(body === undefined ? {} : { body }) });
}

/**
 * Asks a service user itself to do something with a service token that people manage: assumed, which is refused, and by a token
 * of its own that is bound to a weak role; the answer to the latter.
 */
export async function manageByItself(
  how: Parameters<typeof manage>[0],
  state: 'active' | 'revoked' = 'active',
): Promise<Answer> {
  const token = await aServiceToken();
  const weak = await aServiceToken({ RoleId: 'SystemRole-DefaultUsers' }, token);
  if (state === 'revoked') await must(200, manage('revoke', token));
  await must(403, manage(how, token, { as: await assumedToken(token.owner, token) }));
  return await manage(how, token, { as: weak.value });
}

/** Asks for a change of a token that is bound to a role which was detached from its user. */
export async function manageWithoutRole(how: 'rotate' | 'restore'): Promise<Answer> {
  const { roleId, name } = await aCreatedRole();
  const target = await aCreatedServiceUser({ Role: name });
  const token = await aServiceToken({ RoleId: roleId }, target);
  if (how === 'restore') await must(200, manage('revoke', token));
  await must(200, api('DELETE', `/users/${target.userId}/roles/${roleId}`, { as: target.owner.token }));
  return await manage(how, token, how === 'rotate' ? { body: {} } : {});
}

/** The status that a request with a token is answered. */
export async function statusBy(value: string): Promise<number> {
  return (await api('GET', '/users/me', { as: value })).status;
}

/** A token that ended yesterday: put into the table, since time does not pass in a test. */
export async function anExpiredToken(): Promise<LongLived> {
  const { userId, owner } = await aCreatedServiceUser();
  const createdAt = instant(addDays(systemClock(), -2));
  const { own, secret, value } = aToken({ userId: userId as ServiceUserId, lifeDays: 1, createdAt });
  const { name, token } = putNewToken(own, secret);
  await stored(await productTable(), name, ...token);
  return { userId, owner, value, tokenId: own.tokenId, name: own.name };
}

/** An id of the right form that no token has. */
export const unknownToken = 'tok_01h455vb4pex5vsknk084sn02q';
