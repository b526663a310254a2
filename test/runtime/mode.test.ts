import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { addMinutes } from '../../shared/domain/time.ts';
import { revised, type Person, type ServiceUser } from '../../shared/domain/user.ts';
import { sessionKey } from '../../shared/store/keys.ts';
import { registerMember, removeMember } from '../../shared/store/superAdmins.ts';
import type { Write } from '../../shared/store/table.ts';
import { changeUser, endMode } from '../../shared/store/users.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let ada: Person;
let signIn: string;
let mode: Awaited<ReturnType<Authorizing['inMode']>>;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada, token: signIn } = await api.person());
  mode = await api.inMode(ada);
});

const create = (authorization: string, serviceUser?: string) =>
  api.ask({ operation: 'createUser', authorization, serviceUser });

describe('Super-Admin mode', () => {
  it('C5 creates service users, from either header, beside the person or alone', async () => {
    expect((await create(mode.token)).status).toBe(200);
    expect((await create(signIn, mode.token)).caller).toMatchObject({
      by: ['superAdminMode'],
      access: { by: 'mode' },
    });
    expect(
      (await api.ask({ operation: 'createUser', serviceUser: mode.token })).caller?.principal,
    ).toMatchObject({
      kind: 'person',
      userId: ada.userId,
      role: { roleId: 'Super-Admin' },
      mode: { sessionId: mode.session.sessionId, expiresAt: mode.session.expiresAt },
    });
  });

  it('C1 membership alone creates nothing', async () => {
    const token = issuer.idToken({ sub: ada.subject, email: ada.email, groups: ['super-admins'] });
    expect(await create(token)).toEqual({ status: 403, code: 'super-admin-mode-required' });
    expect(await create(signIn)).toEqual({ status: 403, code: 'super-admin-mode-required' });
  });

  it('C2 an administrator role alone creates nothing', async () => {
    const role = { 'SystemRole-SystemAdministrators': 'SystemRole-SystemAdministrators' };
    const { token } = await api.person({
      roles: { ...ada.roles, ...role },
      defaultRoleId: 'SystemRole-SystemAdministrators' as never,
    });
    expect(await create(token)).toEqual({ status: 403, code: 'super-admin-mode-required' });
  });

  it('C3 creates nothing once it is over, to the second', async () => {
    api.now = addMinutes(api.now, 59);
    expect((await create(mode.token)).status).toBe(200);
    api.now = mode.session.expiresAt;
    expect(await create(mode.token)).toEqual({ status: 401, code: 'expired' });
  });

  it('C4 creates nothing while a service user is assumed', async () => {
    const loader = await api.serviceUser({}, ada);
    const { token } = await api.assumed(ada, loader);
    expect(await create(mode.token, token)).toEqual({ status: 403, code: 'not-for-service-users' });
  });

  it('costs one round trip', async () => {
    await create(mode.token);
    api.store.usage.take();
    await create(mode.token);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
  });

  it.each<[string, () => Write[], string]>([
    ['when the person leaves it', () => [endMode(ada.userId)], 'mode-ended'],
    [
      'when its session is gone',
      () => [{ remove: sessionKey(ada.userId, mode.session.sessionId) }],
      'no-session',
    ],
    [
      'when the person is disabled',
      () => [changeUser(ada, revised(ada, { status: 'disabled', generation: 2 }, api.now))],
      'user-disabled',
    ],
    [
      'for good, once the person is enabled again',
      () => [changeUser(ada, revised(ada, { generation: 2 }, api.now))],
      'generation',
    ],
  ])('ends %s', async (_, writes, code) => {
    expect((await create(mode.token)).status).toBe(200);
    await stored(api.store.table, ...writes());
    expect(await create(mode.token)).toEqual({ status: 401, code });
    expect(await create(signIn, mode.token)).toEqual({ status: 401, code });
  });

  it('ends with the membership, and stays over when that is given again', async () => {
    await stored(api.store.table, registerMember('usr_other', 'added'));
    await stored(api.store.table, removeMember(ada.userId), endMode(ada.userId));
    expect((await create(mode.token)).status).toBe(401);
    await stored(api.store.table, registerMember(ada.userId, 'added'));
    expect(await create(mode.token)).toEqual({ status: 401, code: 'mode-ended' });
  });

  it('L3 is for members only: configured, of the group, or registered; never for service users', async () => {
    const enter = (token: string, serviceUser?: string) =>
      api.ask({ operation: 'enterSuperAdminMode', authorization: token, serviceUser });
    const { token: stranger, person } = await api.person();
    expect(await enter(stranger)).toEqual({ status: 403, code: 'not-allowed' });
    expect((await enter(signIn)).status).toBe(200);
    const claims = (given: Record<string, unknown>) =>
      issuer.idToken({ sub: person.subject, email: person.email, ...given });
    expect((await enter(claims({ groups: ['super-admins'] }))).status).toBe(200);
    expect((await enter(claims({ 'cognito:groups': ['super-admins'] }))).status).toBe(200);
    expect((await enter(claims({ groups: 'super-admins' }))).status).toBe(403);
    expect((await enter(claims({ roles: ['Super-Admin'], IsServiceUser: false }))).status).toBe(403);
    expect((await enter(claims({ email: 'CONFIGURED@example.com', email_verified: true }))).status).toBe(200);
    expect((await enter(claims({ email: 'configured@example.com', email_verified: false }))).status).toBe(
      403,
    );
    expect((await enter(issuer.idToken({ sub: 'configured-subject' }))).status).toBe(200);
    const { token } = await api.assumed(ada, await api.serviceUser({}, ada));
    expect(await enter(signIn, token)).toEqual({ status: 403, code: 'not-for-service-users' });
  });

  it('is refused to those who were removed, whatever configuration says', async () => {
    await stored(api.store.table, registerMember('usr_other', 'added'));
    await stored(api.store.table, removeMember(ada.userId));
    const token = issuer.idToken({ sub: ada.subject, email: ada.email, groups: ['super-admins'] });
    expect(await api.ask({ operation: 'enterSuperAdminMode', authorization: token })).toEqual({
      status: 403,
      code: 'not-allowed',
    });
  });

  it('L3 is not a token for a service user, even where one was recorded', async () => {
    const loader = await api.serviceUser({}, ada);
    const forged = await api.assumed(ada, loader, { use: 'super-admin' });
    expect((await create(forged.token)).status).toBe(401);
  });
});

describe('T19 access that came from the mode', () => {
  let loader: ServiceUser;
  let token: string;
  beforeEach(async () => {
    loader = await api.serviceUser();
    const { sessionId, expiresAt } = mode.session;
    ({ token } = await api.assumed(ada, loader, { minutes: 180, mode: { sessionId, expiresAt } }));
  });
  const getMe = () => api.ask({ operation: 'getMe', serviceUser: token });

  it('gives a token that works, in one round trip, and never outlives the mode', async () => {
    expect((await getMe()).caller?.principal).toMatchObject({
      kind: 'assumed',
      expiresAt: mode.session.expiresAt,
    });
    api.store.usage.take();
    await getMe();
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
    api.now = mode.session.expiresAt;
    expect((await getMe()).status).toBe(401);
  });

  it.each<[string, () => Write, string]>([
    ['the mode is left', () => endMode(ada.userId), 'mode-ended'],
    ['the mode is ended', () => ({ remove: sessionKey(ada.userId, mode.session.sessionId) }), 'mode-ended'],
    ['the membership ends', () => removeMember(ada.userId), 'membership-ended'],
  ])('ends when %s', async (_, write, code) => {
    await stored(api.store.table, registerMember('usr_other', 'added'));
    expect((await getMe()).status).toBe(200);
    await stored(api.store.table, write());
    expect(await getMe()).toEqual({ status: 401, code });
  });

  it('is not access by the session of another person or of the service user', async () => {
    const grace = await api.person();
    const other = await api.inMode(grace.person);
    const stolen = await api.assumed(ada, loader, {
      mode: { sessionId: other.session.sessionId, expiresAt: other.session.expiresAt },
    });
    expect(await api.ask({ operation: 'getMe', serviceUser: stolen.token })).toEqual({
      status: 401,
      code: 'mode-ended',
    });
    const unknown = await api.assumed(ada, loader, {
      mode: { sessionId: newId('session'), expiresAt: api.now },
    });
    expect((await api.ask({ operation: 'getMe', serviceUser: unknown.token })).status).toBe(401);
  });
});
