import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { addDays, addMinutes, instant } from '../../shared/domain/time.ts';
import type { ServiceUser } from '../../shared/domain/user.ts';
import { expression } from '../../shared/store/expression.ts';
import { tokenKey, userKey } from '../../shared/store/keys.ts';
import { putNewRole } from '../../shared/store/roles.ts';
import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import { markUsed } from '../../shared/runtime/markUsed.ts';
import { getSecrets, removeToken, restoreSecrets, revokeSecrets } from '../../shared/store/tokens.ts';
import { withChecksum } from '../../shared/tokens/opaqueToken.ts';
import type { ATokenWithValue } from '../support/aToken.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored, userWrites } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let loader: ServiceUser;
let token: ATokenWithValue;
beforeEach(async () => {
  api = await authorizing(issuer);
  loader = await api.serviceUser();
  token = await api.longLived(loader);
});

const getMe = ({ value }: { readonly value: string }, headers: Record<string, string[]> = {}) =>
  api.ask({ operation: 'getMe', authorization: value, headers });

async function change(user: ServiceUser, changes: Partial<ServiceUser>): Promise<void> {
  await stored(api.store.table, ...userWrites({ ...user, ...changes }));
}

async function lastUsedAt({ own }: ATokenWithValue) {
  return (await getSecrets(api.store.table, [own.hash]))[0]?.lastUsedAt;
}

describe('a service token', () => {
  it('is the service user by its own credential, with the token for the audit', async () => {
    const { status, caller } = await getMe(token);
    expect(status).toBe(200);
    expect(caller?.principal).toEqual({
      kind: 'serviceUser',
      userId: loader.userId,
      displayName: 'svc-loader',
      generation: 1,
      role: expect.objectContaining({ roleId: 'SystemRole-DefaultUsers' }) as unknown,
      tokenId: token.own.tokenId,
      tokenExpiresAt: addDays(api.now, 90),
      source: { kind: 'token', hash: token.own.hash, tokenId: token.own.tokenId },
    });
  });

  it('is accepted bare too, but in the service-user header not at all', async () => {
    const bare = await api.ask({ operation: 'getMe', headers: { authorization: [token.value] } });
    expect(bare).toEqual(await getMe(token));
    expect(await api.ask({ operation: 'getMe', serviceUser: token.value })).toEqual({
      status: 401,
      code: 'wrong-kind',
    });
  });

  it('costs two reads in one round trip once the container is warm, and writes nothing', async () => {
    api.store.usage.take();
    await getMe(token);
    expect(api.store.usage.take()).toEqual({ calls: 2, roundTrips: 2, readUnits: 2, writeUnits: 0 });
    await getMe(token);
    expect(api.store.usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 2, writeUnits: 0 });
  });

  it('costs one read more for a role of its own, in the same round trip', async () => {
    const roleId = newId('role');
    const custom = {
      ...{ roleId, roleName: 'Own', description: '', permissions: ['users.view'] },
      ...{ roleManagers: [], builtIn: false, version: 1 },
    };
    await stored(api.store.table, putNewRole(custom).role);
    await change(loader, { roles: { ...loader.roles, [roleId]: 'Own' }, defaultRoleId: roleId });
    await getMe(token);
    api.store.usage.take();
    expect((await getMe(token)).caller?.principal.role.permissions).toEqual(['users.view']);
    expect(api.store.usage.take()).toEqual({ calls: 1, roundTrips: 1, readUnits: 3, writeUnits: 0 });
  });

  it('of a wrong checksum, form or kind costs no read', async () => {
    const wrong = token.value.slice(0, -1) + (token.value.endsWith('0') ? '1' : '0');
    api.store.usage.take();
    expect(await getMe({ value: wrong })).toEqual({ status: 401, code: 'checksum' });
    expect(await getMe({ value: token.value.slice(0, -1) })).toEqual({ status: 401, code: 'malformed' });
    await api.ask({ operation: 'getMe', serviceUser: token.value });
    expect(api.store.usage.take().calls).toBe(0);
  });

  it('that nobody made is refused, however right its checksum', async () => {
    const invented = withChecksum(`sut_${'a'.repeat(30)}`);
    expect(await getMe({ value: invented })).toEqual({ status: 401, code: 'unknown-token' });
  });

  it('is no one-time memory: a hint of an earlier request is never trusted', async () => {
    await getMe(token);
    await stored(api.store.table, ...removeToken(token.own));
    expect(await getMe(token)).toEqual({ status: 401, code: 'unknown-token' });
  });
});

describe('what ends a token', () => {
  it('K6 revoking it, from the next request on; K7 until it is restored', async () => {
    await getMe(token);
    await stored(api.store.table, ...revokeSecrets(token.own, [token.own.hash], api.now));
    expect(await getMe(token)).toEqual({ status: 401, code: 'token-revoked' });
    await stored(api.store.table, ...restoreSecrets({ ...token.own, version: 2 }, [token.own.hash], 1));
    expect(await getMe(token)).toMatchObject({ status: 200 });
  });

  it('K4 its last day, to the millisecond', async () => {
    api.now = instant(addDays(api.now, 90) - 1);
    expect(await getMe(token)).toMatchObject({ status: 200 });
    api.now = instant(api.now + 1);
    expect(await getMe(token)).toEqual({ status: 401, code: 'token-expired' });
  });

  it('K4 nothing, where it never ends', async () => {
    const forever = await api.longLived(loader, { lifeDays: undefined });
    api.now = addDays(api.now, 4000);
    expect(await getMe(forever)).toMatchObject({ status: 200 });
  });

  it('T13 disabling its user; T14, D14 enabling does not bring it back', async () => {
    await change(loader, { status: 'disabled', generation: 2 });
    expect(await getMe(token)).toEqual({ status: 401, code: 'user-disabled' });
    await change(loader, { status: 'enabled', generation: 2 });
    expect(await getMe(token)).toEqual({ status: 401, code: 'token-revoked' });
  });

  it('deleting its user', async () => {
    await stored(api.store.table, { remove: userKey(loader.userId) });
    expect(await getMe(token)).toEqual({ status: 401, code: 'unknown-subject' });
  });
});

describe('a personal access token', () => {
  it('K5 is its person, who is in no mode by it', async () => {
    const { person } = await api.person();
    const own = await api.longLived(person, { kind: 'personal' });
    const { caller } = await getMe(own);
    expect(caller?.principal).toMatchObject({ kind: 'person', userId: person.userId, member: false });
    expect(caller?.principal).not.toHaveProperty('mode');
  });

  it('T9 is a credential beside a token got by assuming, of its own person only', async () => {
    const [{ person: ada }, { person: grace }] = [await api.person(), await api.person()];
    const target = await api.serviceUser({}, ada);
    const { token: assumed } = await api.assumed(ada, target);
    const [adas, graces] = [await api.longLived(ada), await api.longLived(grace)];
    const request = { operation: 'getMe', serviceUser: assumed } as const;
    const { caller } = await api.ask({ ...request, authorization: adas.value });
    expect(caller?.principal).toMatchObject({
      kind: 'assumed',
      userId: target.userId,
      tokenId: adas.own.tokenId,
    });
    expect(caller?.used).toEqual({ hash: adas.own.hash });
    for (const other of [graces, token]) {
      expect(await api.ask({ ...request, authorization: other.value })).toEqual({
        status: 401,
        code: 'issued-to-someone-else',
      });
    }
  });

  it('L2 ends with signing out, which raises the generation', async () => {
    const { person } = await api.person();
    const own = await api.longLived(person);
    await stored(api.store.table, ...userWrites({ ...person, generation: 2, signedOutAt: api.now }));
    expect(await getMe(own)).toEqual({ status: 401, code: 'token-revoked' });
  });
});

describe('the mark of use', () => {
  /** A request whose function succeeds. */
  async function succeed(): Promise<void> {
    const { caller } = await getMe(token);
    await markUsed(caller?.used, { table: api.store.table, now: api.now });
  }

  it('K9 is absent until the first success, and then the time of it', async () => {
    await getMe(token);
    expect(await lastUsedAt(token)).toBeUndefined();
    api.store.usage.take();
    await succeed();
    expect(await lastUsedAt(token)).toBe(api.now);
    // Two of reading, and one each for the token and its entry in the list of the day on which it ends.
    expect(api.store.usage.take()).toMatchObject({ calls: 3, writeUnits: 2 });
  });

  it('K9 is not set by a call that fails', async () => {
    const bound = await api.longLived(loader, { roleId: 'SystemRole-Managers' });
    await getMe(bound);
    expect(await lastUsedAt(bound)).toBeUndefined();
    expect(await api.ask({ operation: 'createUser', authorization: token.value })).toMatchObject({
      status: 403,
    });
    expect(await getMe(token, { 'X-Role-Id': ['SystemRole-Managers'] })).toMatchObject({ status: 403 });
    const params = { userId: newId('serviceUser') };
    const missing = await api.ask({ operation: 'disableUser', params, authorization: token.value });
    expect(missing.status).toBe(404);
    expect(missing.caller?.used).toBeUndefined();
    expect(await lastUsedAt(token)).toBeUndefined();
  });

  it('K9 never fails the request', async () => {
    const { caller } = await getMe(token);
    const down = new Table('a table that is not there', new Usage(), api.store.dynamoDb);
    await expect(markUsed(caller?.used, { table: down, now: api.now })).resolves.toBeUndefined();
    expect(await lastUsedAt(token)).toBeUndefined();
  });

  it('K9 is renewed once a minute at most, also by 12 requests at once', async () => {
    const first = api.now;
    await Promise.all(Array.from({ length: 12 }, succeed));
    api.now = instant(addMinutes(first, 1) - 1);
    expect((await getMe(token)).caller).not.toHaveProperty('used');
    await succeed();
    expect(await lastUsedAt(token)).toBe(first);
    api.now = addMinutes(first, 1);
    await succeed();
    expect(await lastUsedAt(token)).toBe(addMinutes(first, 1));
  });

  it('K9 never brings a deleted token back', async () => {
    const { hash } = token.own;
    const { caller } = await getMe(token);
    await stored(api.store.table, { remove: tokenKey(hash) });
    await markUsed(caller?.used, { table: api.store.table, now: api.now });
    const held = expression`attribute_exists(#pk)`;
    expect(await api.store.table.update(tokenKey(hash), expression`SET #seen = ${1}`, held)).toBe(false);
  });

  it('marks the service user as active too', async () => {
    const idle = await api.serviceUser({ lastActiveAt: undefined });
    await getMe(await api.longLived(idle));
    expect((await api.store.table.get(userKey(idle.userId)))?.['lastActiveAt']).toBe(api.now);
  });
});
