import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { addMinutes } from '../../shared/domain/time.ts';
import { revised, type Person, type ServiceUser } from '../../shared/domain/user.ts';
import {
  roleKey,
  sessionKey,
  tagMemberKey,
  tagShareKey,
  userKey,
  userShareKey,
} from '../../shared/store/keys.ts';
import { changeRole, putNewRole } from '../../shared/store/roles.ts';
import type { Write } from '../../shared/store/table.ts';
import { changeUser } from '../../shared/store/users.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { shareWrite, stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let ada: Person;
let adasToken: string;
let loader: ServiceUser;
let token: string;
let sessionId: string;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada, token: adasToken } = await api.person());
  loader = await api.serviceUser({}, ada);
  const assumed = await api.assumed(ada, loader);
  ({ token } = assumed);
  ({ sessionId } = assumed.session);
});

const getMe = (serviceUser: string, authorization?: string) =>
  api.ask({ operation: 'getMe', serviceUser, authorization });

describe('T12, T13 an assumed token ends at once', () => {
  const custom = {
    roleId: newId('role'),
    roleName: 'Loaders',
    description: '',
    permissions: [],
    roleManagers: [],
    builtIn: false,
    version: 1,
  };
  const change = <U extends Person | ServiceUser>(user: U, changes: Partial<U>): Write =>
    changeUser(user, revised(user, changes, api.now));

  const ends: [string, () => Write, string][] = [
    [
      'when the service user is disabled',
      () => change(loader, { status: 'disabled', generation: 2 }),
      'user-disabled',
    ],
    ['when the service user is being deleted', () => change(loader, { status: 'deleting' }), 'user-disabled'],
    ['when the service user is gone', () => ({ remove: userKey(loader.userId) }), 'unknown-subject'],
    [
      'T14 for good: also once the service user is enabled again',
      () => change(loader, { generation: 2 }),
      'generation',
    ],
    [
      'when the person is disabled',
      () => change(ada, { status: 'disabled', generation: 2 }),
      'user-disabled',
    ],
    ['for good, once the person is enabled again', () => change(ada, { generation: 2 }), 'generation'],
    ['when the person is gone', () => ({ remove: userKey(ada.userId) }), 'unknown-subject'],
    [
      'when the share is taken away',
      () => ({ remove: userShareKey(loader.userId, ada.userId) }),
      'access-ended',
    ],
    ['when the session is ended', () => ({ remove: sessionKey(loader.userId, sessionId) }), 'no-session'],
    ['R7 when the role is detached', () => change(loader, { roles: { rol_other: 'x' } }), 'role-ended'],
  ];

  it.each(ends)('%s', async (_, write, code) => {
    expect((await getMe(token)).status).toBe(200);
    await stored(api.store.table, write());
    const asked = await Promise.all([
      getMe(token),
      getMe(token, adasToken),
      api.ask({ operation: 'getMe', authorization: token }),
    ]);
    expect(asked[0]).toEqual({ status: 401, code });
    expect(asked.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it('with no staleness under concurrent callers: after the write, not one request gets through', async () => {
    let disabled = false;
    let late = 0;
    const callers = Array.from({ length: 8 }, async () => {
      for (let at = 0; at < 12; at += 1) {
        const begunAfter = disabled;
        const { status } = await getMe(token);
        if (begunAfter && status !== 401) late += 1;
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
    await stored(api.store.table, change(loader, { status: 'disabled', generation: 2 }));
    disabled = true;
    await Promise.all(callers);
    expect(late).toBe(0);
    expect((await getMe(token)).status).toBe(401);
  });

  it('R7 when its custom role is deleted, and has the permissions that the role has now', async () => {
    const { role, name } = putNewRole(custom);
    await stored(api.store.table, role, name);
    const roles = { ...loader.roles, [custom.roleId]: 'Loaders' };
    const user = await api.serviceUser({ roles, defaultRoleId: custom.roleId }, ada);
    const assumed = await api.assumed(ada, user);
    expect((await getMe(assumed.token)).caller?.principal.role.permissions).toEqual([]);
    await stored(api.store.table, ...changeRole(custom, { ...custom, permissions: ['teams.manage'] }));
    api.store.usage.take();
    expect((await getMe(assumed.token)).caller?.principal.role.permissions).toEqual(['teams.manage']);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
    await stored(api.store.table, { remove: roleKey(custom.roleId) });
    expect(await getMe(assumed.token)).toEqual({ status: 401, code: 'role-ended' });
  });

  it('and does not come back with the share', async () => {
    await stored(api.store.table, { remove: userShareKey(loader.userId, ada.userId) });
    await stored(api.store.table, shareWrite(loader.userId, ada.userId, addMinutes(api.now, 1)));
    expect(await getMe(token)).toEqual({ status: 401, code: 'access-ended' });
    api.now = addMinutes(api.now, 2);
    expect((await getMe((await api.assumed(ada, loader)).token)).status).toBe(200);
  });

  it('where access came through a tag: when the membership or the share of the tag ends', async () => {
    const tagId = newId('tag');
    const user = await api.serviceUser();
    await stored(api.store.table, tagWrite(tagId));
    await stored(api.store.table, tagMemberWrite(ada.userId, tagId), tagShareWrite(user.userId, tagId));
    const byTag = await api.assumed(ada, user);
    for (const gone of [tagMemberKey(ada.userId, tagId), tagShareKey(user.userId, tagId)]) {
      expect((await getMe(byTag.token)).status).toBe(200);
      await stored(api.store.table, { remove: gone });
      expect(await getMe(byTag.token)).toEqual({ status: 401, code: 'access-ended' });
      await stored(api.store.table, tagMemberWrite(ada.userId, tagId), tagShareWrite(user.userId, tagId));
    }
    await stored(
      api.store.table,
      { remove: tagShareKey(user.userId, tagId) },
      shareWrite(user.userId, ada.userId),
    );
    expect((await getMe(byTag.token)).status).toBe(200);
  });
});
