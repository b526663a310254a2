import { beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '../../functions/sweepExpiringTokens.ts';
import { newId, type UserId } from '../../shared/domain/ids.ts';
import { addDays, instant, type Instant } from '../../shared/domain/time.ts';
import type { Person, ServiceUser } from '../../shared/domain/user.ts';
import { queryAudit, readAudit } from '../../shared/store/audit.ts';
import { tokenKey } from '../../shared/store/keys.ts';
import type { Item } from '../../shared/store/table.ts';
import { putNewToken } from '../../shared/store/tokens.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { aToken } from '../support/aToken.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { shareWrite, stored, userWrites } from '../support/stored.ts';

const made = instant(1_750_000_000_000);
const ends = addDays(made, 90);
let embedded: EmbeddedTable;
let owner: Person;
let user: ServiceUser;
beforeEach(async () => {
  embedded = await embeddedTable();
  [owner, user] = [aPerson(), aServiceUser()];
  await stored(
    embedded.table,
    ...userWrites(owner),
    ...userWrites(user),
    shareWrite(user.userId, owner.userId),
  );
});

/** A token that was made then and lives for 90 days. */
async function storedToken(given: Parameters<typeof aToken>[0] = {}) {
  const token = aToken({ userId: user.userId as UserId, createdAt: made, ...given });
  const writes = putNewToken(token.own, token.secret);
  await stored(embedded.table, writes.name, ...writes.token);
  return token;
}

/** One run on the day so many days before the end. */
function sweepAt(daysLeft: number, timeLeft = () => 60_000): Promise<number> {
  const now: Instant = addDays(ends, -daysLeft);
  return sweep({ table: embedded.table, clock: () => now, newId }, { requestId: 'run', timeLeft });
}

async function notices(userId: string = user.userId) {
  const { items } = await queryAudit(embedded.table, { targetId: userId, limit: 20, after: undefined });
  return items.map(readAudit).reverse();
}

describe('the daily sweep', () => {
  it('tells the direct Owners at 30, 14, 7 and 1 days, each once', async () => {
    const { own } = await storedToken();
    for (const days of [31, 30, 29, 14, 13, 7, 6, 1, 0.5, -1]) {
      await sweepAt(days);
      await sweepAt(days);
    }
    const told = await notices();
    expect(told.map(({ detail }) => detail['days'])).toEqual([30, 14, 7, 1]);
    expect(told[0]).toMatchObject({
      action: 'token.expiring',
      tokenId: own.tokenId,
      targetId: user.userId,
      detail: {
        name: own.name,
        expiresAt: '2025-09-13T15:06:40.000Z',
        recipients: [{ userId: owner.userId, email: owner.email }],
      },
    });
  });

  it('catches up a missed day', async () => {
    await storedToken();
    expect([await sweepAt(29.5), await sweepAt(12), await sweepAt(2)]).toEqual([1, 1, 1]);
    expect((await notices()).map(({ detail }) => detail['days'])).toEqual([30, 14, 7]);
  });

  it('of eight at once tells once', async () => {
    await storedToken();
    const given = await Promise.all(Array.from({ length: 8 }, () => sweepAt(10)));
    expect(given.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await notices()).toHaveLength(1);
  });

  it('leaves a token that works as it is, but for the mark', async () => {
    const { own } = await storedToken();
    const before: Item | undefined = await embedded.table.get(tokenKey(own.hash));
    await sweepAt(10);
    expect(await embedded.table.get(tokenKey(own.hash))).toEqual({ ...before, announced: 14 });
  });

  it.each([
    ['revoked', { revokedAt: made }, {}],
    ['of an earlier generation', {}, { generation: 2 }],
    ['of a disabled user', {}, { status: 'disabled' }],
    ['of a user being deleted', {}, { status: 'deleting' }],
    ['that never ends', { lifeDays: undefined }, {}],
  ] as const)('tells nobody of a token %s', async (_, token, state) => {
    await stored(embedded.table, ...userWrites({ ...user, ...state }));
    await storedToken(token);
    expect(await sweepAt(10)).toBe(0);
    expect(await notices()).toEqual([]);
  });

  it('tells a person of the own tokens, and no Owner who is gone, disabled, or only so through a tag', async () => {
    const [gone, disabled] = [aPerson(), aPerson({ status: 'disabled' })];
    const late = aPerson({ createdAt: addDays(made, 1) });
    const shares = [gone, disabled, late].map((person) => shareWrite(user.userId, person.userId));
    await stored(embedded.table, ...userWrites(disabled), ...userWrites(late), ...shares);
    await storedToken();
    await storedToken({ userId: owner.userId, kind: 'personal' });
    await sweepAt(10);
    const own = [{ userId: owner.userId, email: owner.email }];
    expect((await notices()).map(({ detail }) => detail['recipients'])).toEqual([own]);
    expect((await notices(owner.userId)).map(({ detail }) => detail['recipients'])).toEqual([own]);
  });

  it('stops before its time is over and tells the rest on the next day', async () => {
    await storedToken();
    expect(await sweepAt(10, () => 9_999)).toBe(0);
    expect(await sweepAt(9)).toBe(1);
  });
});
