import { lowestIdAt, type PersonId, type SessionId, type UserId } from '../domain/ids.ts';
import { addMinutes, instant, toSeconds, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { numberAt, optionalNumberAt, optionalStringAt, stringAt } from './fields.ts';
import { sessionKey, sessionPrefix, userKey } from './keys.ts';
import type { Item, ItemPage, Table, Write } from './table.ts';

/** The longest life of an auth token, in minutes (T1). */
export const longestSessionMinutes = 180;

/** The record of an issued auth token; a token without one is refused (T17). */
export interface Session {
  readonly sessionId: SessionId;
  /** Whom the token stands for: a service user, or the person in Super-Admin mode. */
  readonly userId: UserId;
  /** The person who got it. */
  readonly personId: PersonId;
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
}

/** Parses a session item. @throws Error when the item is malformed. */
export function readSession(item: Item): Session {
  return {
    sessionId: stringAt(item, 'sessionId') as SessionId,
    userId: stringAt(item, 'userId') as UserId,
    personId: stringAt(item, 'personId') as PersonId,
    roleId: stringAt(item, 'roleId'),
    issuedAt: instant(numberAt(item, 'issuedAt')),
    expiresAt: instant(numberAt(item, 'expiresAt')),
    generation: numberAt(item, 'generation'),
    personGeneration: numberAt(item, 'personGeneration'),
    reason: optionalStringAt(item, 'reason'),
    modeGeneration: optionalNumberAt(item, 'modeGeneration'),
    modeSessionId: optionalStringAt(item, 'modeSessionId') as SessionId | undefined,
  };
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
