import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { userKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import { getSecrets, putNewToken, queryOwnTokens, tokensCreatedBy } from '../../shared/store/tokens.ts';
import type { Usage } from '../../shared/store/usage.ts';
import { aToken, type ATokenWithValue } from '../support/aToken.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
let usage: Usage;
beforeAll(async () => {
  ({ table, usage } = await embeddedTable());
});

function newTokenWrites({ own, secret }: ATokenWithValue) {
  const { name, token } = putNewToken(own, secret);
  return [name, ...token];
}

async function aStoredToken(given: Parameters<typeof aToken>[0] = {}): Promise<ATokenWithValue> {
  const token = aToken(given);
  await stored(table, ...newTokenWrites(token));
  return token;
}

describe('the tokens of a user', () => {
  it('come newest first, page by page, at a cost that does not grow with their number', async () => {
    const userId = newId('serviceUser');
    const ids: string[] = [];
    for (let at = 0; at < 45; at += 1) ids.unshift((await aStoredToken({ userId })).own.tokenId);
    await stored(table, { put: { ...userKey(userId), entity: 'user' } });
    const seen: string[] = [];
    const costs: number[] = [];
    let after: string | undefined;
    do {
      usage.take();
      const page = await queryOwnTokens(table, { userId, limit: 10, after });
      costs.push(usage.take().readUnits);
      expect(page.tokens.length).toBe(page.next === undefined ? 5 : 10);
      seen.push(...page.tokens.map(({ tokenId }) => tokenId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
    expect(costs).toHaveLength(5);
    expect(Math.max(...costs)).toBeLessThanOrEqual((costs[0] ?? 0) + 1);
  });

  it('end with a full last page without another one', async () => {
    const userId = newId('serviceUser');
    for (let at = 0; at < 4; at += 1) await aStoredToken({ userId });
    const first = await queryOwnTokens(table, { userId, limit: 2, after: undefined });
    const second = await queryOwnTokens(table, { userId, limit: 2, after: first.next });
    expect([first.tokens.length, second.tokens.length, second.next]).toEqual([2, 2, undefined]);
  });

  it('are found by who created them, also by acting as the service user', async () => {
    const userId = newId('serviceUser');
    const grace = { userId: 'usr_00000000000000000000000002', displayName: 'Grace' };
    const [one, , three] = [
      await aStoredToken({ userId, createdBy: grace }),
      await aStoredToken({ userId }),
      await aStoredToken({ userId, createdBy: grace, createdAs: userId }),
    ];
    const found = await tokensCreatedBy(table, {
      userId,
      personId: grace.userId,
      now: instant(1_750_000_000_000),
    });
    expect(found.map(({ tokenId }) => tokenId)).toEqual([three.own.tokenId, one.own.tokenId]);
  });

  it('of more than a batch are read with their secrets in one round trip', async () => {
    const tokens = Array.from({ length: 130 }, () => aToken());
    await stored(table, ...tokens.slice(0, 129).flatMap(newTokenWrites).slice(0, 300));
    usage.take();
    const hashes = tokens.map(({ own }) => own.hash);
    const found = await getSecrets(table, hashes);
    expect(usage.take()).toMatchObject({ calls: 2, roundTrips: 1 });
    expect(found.map((secret) => secret?.hash)).toEqual(
      hashes.map((hash, at) => (at < 100 ? hash : undefined)),
    );
    expect(await getSecrets(table, [])).toEqual([]);
  });
});
