import { beforeAll, describe, expect, it } from 'vitest';
import { idOfBytes, newId, type SessionId } from '../../shared/domain/ids.ts';
import { addMinutes, instant, type Instant } from '../../shared/domain/time.ts';
import { sessionKey } from '../../shared/store/keys.ts';
import {
  putSession,
  querySessions,
  readSession,
  removeSession,
  type Session,
} from '../../shared/store/sessions.ts';
import type { Table } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

const now = instant(1_760_000_000_000);

/** The id that a session made at that time could have. */
function idAt(at: Instant, tail: number): SessionId {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, (BigInt(at) << 16n) | 0x7000n);
  view.setBigUint64(8, 0x8000000000000000n | BigInt(tail));
  return idOfBytes('session', bytes);
}

function aSession(given: Partial<Session> = {}): Session {
  return {
    sessionId: newId('session'),
    userId: aServiceUser().userId,
    personId: aPerson().userId,
    roleId: 'SystemRole-DefaultUsers',
    issuedAt: now,
    expiresAt: addMinutes(now, 60),
    generation: 1,
    personGeneration: 1,
    reason: undefined,
    modeGeneration: undefined,
    modeSessionId: undefined,
    ...given,
  };
}

describe('sessions', () => {
  let table: Table;
  beforeAll(async () => {
    ({ table } = await embeddedTable());
  });

  it('T17 come back as they were recorded', async () => {
    const plain = aSession();
    const full = aSession({ reason: 'nightly load', modeSessionId: newId('session'), personGeneration: 4 });
    await stored(table, putSession(plain), putSession(full));
    for (const session of [plain, full]) {
      const item = await table.get(sessionKey(session.userId, session.sessionId));
      expect(item === undefined ? undefined : readSession(item)).toEqual(session);
      expect(item?.['ttl']).toBe(1_760_003_600);
    }
  });

  it('T17 are recorded once, and end once', async () => {
    const session = aSession();
    await stored(table, putSession(session));
    expect(await table.transact([putSession(session)])).toEqual([{ index: 0, reason: 'condition' }]);
    const ends = Array.from({ length: 8 }, () =>
      table.transact([removeSession(session.userId, session.sessionId)]),
    );
    expect((await Promise.all(ends)).filter((failed) => failed.length === 0)).toHaveLength(1);
  });

  it('of the last 180 minutes are read, oldest first, and none that is older', async () => {
    const { userId } = aServiceUser();
    const minutesAgo = [400, 181, 180, 179, 60, 0];
    const sessions = minutesAgo.map((minutes, at) =>
      aSession({
        userId,
        sessionId: idAt(addMinutes(now, -minutes), at),
        issuedAt: addMinutes(now, -minutes),
      }),
    );
    await stored(table, ...sessions.map(putSession));
    const page = await querySessions(table, { userId, now });
    expect(page.items.map((item) => readSession(item).issuedAt)).toEqual(
      [180, 179, 60, 0].map((minutes) => addMinutes(now, -minutes)),
    );
  });

  it('are read page by page, from a position that is no longer in the window too', async () => {
    const { userId } = aServiceUser();
    const ids = [3, 2, 1].map((minutes) => idAt(addMinutes(now, -minutes), 1));
    await stored(table, ...ids.map((sessionId) => putSession(aSession({ userId, sessionId }))));
    const idsOf = async (page: { limit?: number; after?: string }) =>
      (await querySessions(table, { userId, now, ...page })).items.map((item) => readSession(item).sessionId);
    expect(await idsOf({ limit: 2 })).toEqual(ids.slice(0, 2));
    expect(await idsOf({ limit: 2, after: `${ids[1] ?? ''}~` })).toEqual(ids.slice(2));
    expect(await idsOf({ after: `${idAt(addMinutes(now, -500), 1)}~` })).toEqual(ids);
  });

  it('cost what the live ones are, not what TTL has left lying about', async () => {
    const { table: own, usage } = await embeddedTable();
    const { userId } = aServiceUser();
    const old = Array.from({ length: 90 }, (_, at) =>
      putSession(aSession({ userId, sessionId: idAt(addMinutes(now, -300), at), reason: 'x'.repeat(900) })),
    );
    await stored(own, ...old, putSession(aSession({ userId, sessionId: idAt(now, 1) })));
    usage.take();
    expect((await querySessions(own, { userId, now })).items).toHaveLength(1);
    expect(usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 1, writeUnits: 0 });
  });

  it('of one user hold nothing else of its partition', async () => {
    const user = aServiceUser({ roles: { rol_x: 'x' } });
    await stored(
      table,
      ...userWrites(user),
      putSession(aSession({ userId: user.userId, sessionId: idAt(now, 1) })),
    );
    expect((await querySessions(table, { userId: user.userId, now })).items).toHaveLength(1);
  });
});
