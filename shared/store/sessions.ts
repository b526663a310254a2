import { lowestIdAt, type SessionId, type TokenId, type TrustRuleId, type UserId } from '../domain/ids.ts';
import type { SessionSource } from '../domain/principal.ts';
import { addMinutes, instant, toSeconds, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { mapAt, numberAt, optionalNumberAt, optionalStringAt, stringAt, textListAt } from './fields.ts';
import { sessionKey, sessionPrefix, userKey } from './keys.ts';
import type { Item, ItemPage, Table, Write } from './table.ts';

/** The longest life of an auth token, in minutes (T1). */
export const longestSessionMinutes = 180;

/** The record of an issued auth token; a token without one is refused (T17). */
export interface Session {
  readonly sessionId: SessionId;
  /** Whom the token stands for: a service user, or the person in Super-Admin mode. */
  readonly userId: UserId;
  /** Who got it: the person, or the service user itself where nobody is behind it. */
  readonly personId: UserId;
  readonly roleId: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly generation: number;
  /** Generation of the person at issue: a person who was disabled meanwhile starts anew. */
  readonly personGeneration: number;
  readonly reason: string | undefined;
  /** Of a Super-Admin session: the person's mode generation at issue. */
  readonly modeGeneration: number | undefined;
  /** The mode session that gave access, where no share did: the token ends with it (T19). */
  readonly modeSessionId: SessionId | undefined;
  /** The shares and memberships that gave access, where neither the mode nor a credential of the service user did. */
  readonly restsOn?: readonly string[] | undefined;
  /** The application that the token is for; undefined: this API. */
  readonly audience?: string | undefined;
  /** Of an access token, and of a token for an application that was got with a long-lived or access token: what it ends with. */
  readonly source?: SessionSource | undefined;
  /** The permissions that were asked for where they are fewer than the role's; undefined: those of the role. */
  readonly scope?: readonly string[] | undefined;
}

/** Parses a session item. @throws Error when the item is malformed. */
export function readSession(item: Item): Session {
  return {
    sessionId: stringAt(item, 'sessionId') as SessionId,
    userId: stringAt(item, 'userId') as UserId,
    personId: stringAt(item, 'personId') as UserId,
    roleId: stringAt(item, 'roleId'),
    issuedAt: instant(numberAt(item, 'issuedAt')),
    expiresAt: instant(numberAt(item, 'expiresAt')),
    generation: numberAt(item, 'generation'),
    personGeneration: numberAt(item, 'personGeneration'),
    reason: optionalStringAt(item, 'reason'),
    modeGeneration: optionalNumberAt(item, 'modeGeneration'),
    modeSessionId: optionalStringAt(item, 'modeSessionId') as SessionId | undefined,
    restsOn: item['restsOn'] === undefined ? undefined : textListAt(item, 'restsOn'),
    audience: optionalStringAt(item, 'audience'),
    source: item['source'] === undefined ? undefined : readSource(mapAt(item, 'source')),
    scope: item['scope'] === undefined ? undefined : textListAt(item, 'scope'),
  };
}

function readSource(item: Item): SessionSource {
  const kind = stringAt(item, 'kind');
  if (kind === 'token')
    return { kind, hash: stringAt(item, 'hash'), tokenId: stringAt(item, 'tokenId') as TokenId };
  if (kind === 'clientKey')
    return { kind, clientKeyId: stringAt(item, 'clientKeyId'), grant: optionalStringAt(item, 'grant') };
  if (kind !== 'trustRule') throw new Error('stored item: attribute kind is not a kind of source');
  const trustRuleId = stringAt(item, 'trustRuleId') as TrustRuleId;
  return { kind, trustRuleId, version: numberAt(item, 'version') };
}

/** Records a session; TTL only cleans up, readers compare times. */
export function putSession(session: Session): Write {
  return {
    put: {
      ...sessionKey(session.userId, session.sessionId),
      entity: 'session',
      ...session,
      ttl: toSeconds(session.expiresAt),
    },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Repeats that a session was not ended. */
export function checkSession(userId: string, sessionId: string): Write {
  return { check: sessionKey(userId, sessionId), condition: expression`attribute_exists(#pk)` };
}

/** Ends a session; fails where it ended already. */
export function removeSession(userId: string, sessionId: string): Write {
  return { remove: sessionKey(userId, sessionId), condition: expression`attribute_exists(#pk)` };
}

/**
 * One page of the sessions of a user that can still be alive, oldest first.
 * The ids are sorted by time, so records older than the longest life are not read even while TTL has not removed them.
 */
export function querySessions(
  table: Table,
  page: { userId: string; now: Instant; limit?: number; after?: string | undefined },
): Promise<ItemPage> {
  const lowest = lowestIdAt('session', addMinutes(page.now, -longestSessionMinutes));
  const from = page.after ?? lowest;
  const { pk } = userKey(page.userId);
  return table.query({
    key: expression`#pk = ${pk} AND #sk BETWEEN ${sessionPrefix + (from > lowest ? from : lowest)} AND ${`${sessionPrefix}~`}`,
    ...(page.limit === undefined ? {} : { limit: page.limit }),
  });
}

/** Ids of the sessions that a person has on a service user by a share or tag; those of the mode end with the mode (T19). */
export async function sessionsByShare(
  table: Table,
  who: { serviceUserId: string; personId: string; now: Instant },
): Promise<SessionId[]> {
  const found: SessionId[] = [];
  let after: string | undefined;
  do {
    const page = await querySessions(table, { userId: who.serviceUserId, now: who.now, after });
    const sessions = page.items.map(readSession);
    const own = sessions.filter(
      ({ personId, modeSessionId }) => personId === who.personId && modeSessionId === undefined,
    );
    found.push(...own.map(({ sessionId }) => sessionId));
    const last = sessions.at(-1);
    after = page.next === undefined || last === undefined ? undefined : `${last.sessionId}~`;
  } while (after !== undefined);
  return found;
}
