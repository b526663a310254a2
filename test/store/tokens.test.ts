import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { expression } from '../../shared/store/expression.ts';
import { expiringList, ownTokenKey, tokenKey, tokenNameKey, userKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import {
  getSecrets,
  putNewToken,
  queryOwnTokens,
  readOwnToken,
  removeToken,
  restoreSecrets,
  revokeSecrets,
  rotateSecrets,
} from '../../shared/store/tokens.ts';
import { aToken, type ATokenWithValue } from '../support/aToken.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

const now = instant(1_760_000_000_000);

function newTokenWrites({ own, secret }: ATokenWithValue) {
  const { name, token } = putNewToken(own, secret);
  return [name, ...token];
}

async function aStoredToken(given: Parameters<typeof aToken>[0] = {}): Promise<ATokenWithValue> {
  const token = aToken(given);
  await stored(table, ...newTokenWrites(token));
  return token;
}

async function ownToken({ own }: ATokenWithValue) {
  const item = await table.get(ownTokenKey(own.userId, own.tokenId));
  return item === undefined ? undefined : readOwnToken(item);
}

async function expiringOn(day: string, tokenId: string) {
  const { items } = await table.query({
    index: 'byName',
    key: expression`#listPk = ${expiringList(day)} AND #byName = ${tokenId}`,
  });
  return items.map(({ hash }) => hash);
}

describe('a new token', () => {
  it('K1 comes back as it was stored, and its value is in no item', async () => {
    const token = await aStoredToken({
      roleId: 'rol_1',
      allowedCidrs: ['10.0.0.0/8'],
      createdAs: newId('serviceUser'),
    });
    expect(await ownToken(token)).toEqual(token.own);
    expect(await getSecrets(table, [token.own.hash])).toEqual([token.secret]);
    const { userId, tokenId, name, hash } = token.own;
    const items = await table.getMany([
      ownTokenKey(userId, tokenId),
      tokenNameKey(userId, name),
      tokenKey(hash),
    ]);
    expect(items).not.toContain(undefined);
    expect(JSON.stringify(items)).not.toContain(token.value.slice(4));
  });

  it('K4 is listed by the day on which it ends, unless it never does', async () => {
    const ends = await aStoredToken({ lifeDays: 30 });
    expect(await expiringOn('2025-07-15', ends.own.tokenId)).toEqual([ends.own.hash]);
    const never = await aStoredToken({ lifeDays: undefined });
    expect(await table.get(tokenKey(never.own.hash))).not.toHaveProperty('listPk');
  });

  it('K3 has a name of its own, also when 16 are made at once', async () => {
    const userId = newId('serviceUser');
    const tokens = Array.from({ length: 16 }, () => aToken({ userId, name: 'same' }));
    const outcomes = await Promise.all(tokens.map((token) => table.transact(newTokenWrites(token))));
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    const { tokens: listed } = await queryOwnTokens(table, { userId, limit: 50, after: undefined });
    expect(listed).toHaveLength(1);
    const secrets = await getSecrets(
      table,
      tokens.map(({ own }) => own.hash),
    );
    expect(secrets.filter((secret) => secret !== undefined)).toHaveLength(1);
  });

  it('K3 leaves the name to tokens of others, and names differ in case', async () => {
    const { own } = await aStoredToken({ name: 'nightly' });
    await aStoredToken({ name: 'nightly' });
    await aStoredToken({ userId: own.userId, name: 'Nightly' });
  });
});

describe('revoking and restoring', () => {
  it('K6, K7 change every secret named, and raise the version', async () => {
    const token = await aStoredToken();
    const { own } = token;
    await stored(table, ...revokeSecrets(own, [own.hash], now));
    expect(await getSecrets(table, [own.hash])).toMatchObject([{ revokedAt: now, generation: 1 }]);
    expect(await ownToken(token)).toMatchObject({ version: 2 });
    await stored(table, ...restoreSecrets({ ...own, version: 2 }, [own.hash], 4));
    expect(await getSecrets(table, [own.hash])).toEqual([{ ...token.secret, generation: 4 }]);
  });

  it('fail where somebody changed the token meanwhile', async () => {
    const { own } = await aStoredToken();
    await stored(table, ...revokeSecrets(own, [own.hash], now));
    expect(await table.transact(revokeSecrets(own, [own.hash], now))).toEqual([
      { index: 0, reason: 'condition' },
    ]);
    expect(await table.transact(restoreSecrets(own, [own.hash], 2))).toEqual([
      { index: 0, reason: 'condition' },
    ]);
    expect(await getSecrets(table, [own.hash])).toMatchObject([{ revokedAt: now }]);
  });

  it('never bring back a token that is gone', async () => {
    const token = await aStoredToken();
    await stored(table, ...removeToken(token.own));
    expect(await table.transact(revokeSecrets(token.own, [token.own.hash], now))).not.toEqual([]);
    expect(await table.transact(restoreSecrets(token.own, [token.own.hash], 1))).not.toEqual([]);
    expect(await ownToken(token)).toBeUndefined();
    expect(await table.get(tokenKey(token.own.hash))).toBeUndefined();
  });
});

describe('rotating', () => {
  function next(before: ATokenWithValue) {
    const { tokenId, userId } = before.own;
    return aToken({ tokenId, userId, name: before.own.name }).secret;
  }

  it('gives a new secret and lets the old one end; nobody is told of that end', async () => {
    const token = await aStoredToken({ lifeDays: 30 });
    const secret = next(token);
    await stored(
      table,
      ...rotateSecrets({ before: token.own, by: 'usr_rotator', secret, replacedEndsAt: now, alive: [] }),
    );
    expect(await ownToken(token)).toEqual({
      ...token.own,
      hash: secret.hash,
      secretBy: 'usr_rotator',
      previous: [{ hash: token.own.hash, endsAt: now }],
      version: 2,
    });
    expect(await getSecrets(table, [secret.hash, token.own.hash])).toEqual([
      secret,
      { ...token.secret, expiresAt: now },
    ]);
    expect(await expiringOn('2025-07-15', token.own.tokenId)).toEqual([]);
  });

  it('leaves nothing of secrets that ended, nor of the old one without an overlap', async () => {
    const token = await aStoredToken();
    const [one, two] = [next(token), next(token)];
    await stored(
      table,
      ...rotateSecrets({ before: token.own, by: 'usr_rotator', secret: one, replacedEndsAt: now, alive: [] }),
    );
    const before = {
      ...token.own,
      hash: one.hash,
      previous: [{ hash: token.own.hash, endsAt: now }],
      version: 2,
    };
    await stored(
      table,
      ...rotateSecrets({ before, by: 'usr_rotator', secret: two, replacedEndsAt: undefined, alive: [] }),
    );
    expect(await ownToken(token)).toMatchObject({ hash: two.hash, previous: [], version: 3 });
    expect(await getSecrets(table, [token.own.hash, one.hash, two.hash])).toEqual([
      undefined,
      undefined,
      two,
    ]);
  });

  it('has one winner when 8 rotate at once, and only its secret is stored', async () => {
    const token = await aStoredToken();
    const secrets = Array.from({ length: 8 }, () => next(token));
    const outcomes = await Promise.all(
      secrets.map((secret) =>
        table.transact(
          rotateSecrets({ before: token.own, by: 'usr_rotator', secret, replacedEndsAt: now, alive: [] }),
        ),
      ),
    );
    expect(outcomes.filter((failed) => failed.length === 0)).toHaveLength(1);
    const found = await getSecrets(
      table,
      secrets.map(({ hash }) => hash),
    );
    const current = await ownToken(token);
    expect(found.filter((secret) => secret !== undefined)).toMatchObject([{ hash: current?.hash }]);
  });
});

describe('deleting', () => {
  it('K8 leaves nothing of a token, and its name is free', async () => {
    const token = await aStoredToken();
    const { tokenId, userId, name } = token.own;
    const secret = aToken({ tokenId, userId, name }).secret;
    await stored(
      table,
      ...rotateSecrets({ before: token.own, by: 'usr_rotator', secret, replacedEndsAt: now, alive: [] }),
    );
    const rotated = await ownToken(token);
    if (rotated === undefined) throw new Error('not rotated');
    await stored(table, ...removeToken(rotated));
    const { items } = await table.query({ key: expression`#pk = ${userKey(userId).pk}` });
    expect(items).toEqual([]);
    expect(await getSecrets(table, [token.own.hash, secret.hash])).toEqual([undefined, undefined]);
    await aStoredToken({ userId, name });
  });
});
