import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { type Person, type ServiceUser } from '../../shared/domain/user.ts';
import { sessionKey } from '../../shared/store/keys.ts';
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

describe('an assumed service user', () => {
  it('T6 is who the request runs as; the person answers for it', async () => {
    const { caller } = await getMe(token, adasToken);
    expect(caller?.principal).toEqual({
      kind: 'assumed',
      userId: loader.userId,
      displayName: 'svc-loader',
      generation: 1,
      role: expect.objectContaining({ roleId: 'SystemRole-DefaultUsers' }) as unknown,
      person: { userId: ada.userId, displayName: 'Ada' },
      sessionId,
      expiresAt: addMinutes(instant(Math.floor(api.now / 1000) * 1000), 60),
    });
  });

  it('T6 is the same with the token alone, in either header', async () => {
    const beside = await getMe(token, adasToken);
    expect(await getMe(token)).toEqual(beside);
    expect(await api.ask({ operation: 'getMe', authorization: token })).toEqual(beside);
    expect(await api.ask({ operation: 'getMe', headers: { 'x-aMORPHIC-service-uSER': [token] } })).toEqual(
      beside,
    );
  });

  it('T7 is not who the request runs as without the header', async () => {
    const { caller } = await api.ask({ operation: 'getMe', authorization: adasToken });
    expect(caller?.principal).toMatchObject({ kind: 'person', userId: ada.userId });
  });

  it('costs one round trip, also beside the person, and no other call', async () => {
    await getMe(token, adasToken);
    api.store.usage.take();
    await getMe(token);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
    await getMe(token, adasToken);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
  });

  it.each(['', ' ', 'null', 'undefined', 'x.y.z', 'sut_0000', 'Bearer', '{}'])(
    'T8 a header of %j refuses the request and never falls back to the person',
    async (value) => {
      expect(await getMe(value, adasToken)).toMatchObject({ status: 401 });
    },
  );

  it('T8 a token that is another kind, forged or over refuses the request', async () => {
    expect((await getMe(adasToken, adasToken)).code).toBe('wrong-kind');
    expect((await getMe(`Bearer ${token}`, adasToken)).status).toBe(401);
    expect((await getMe(token.slice(0, -2), adasToken)).code).toBe('malformed');
    api.now = addMinutes(api.now, 60);
    expect((await getMe(token)).code).toBe('expired');
  });

  it('T9 is refused beside a credential of someone else', async () => {
    const grace = await api.person();
    expect(await getMe(token, grace.token)).toEqual({ status: 401, code: 'issued-to-someone-else' });
    const other = await api.assumed(ada, await api.serviceUser({}, ada));
    expect(await getMe(token, other.token)).toEqual({ status: 401, code: 'issued-to-someone-else' });
    expect(await getMe(token, token)).toEqual({ status: 401, code: 'issued-to-someone-else' });
    expect((await getMe(token, (await api.inMode(ada)).token)).caller?.principal.userId).toBe(loader.userId);
  });

  it('T17 needs the record of its session, which agrees with it', async () => {
    const record = sessionKey(loader.userId, sessionId);
    const item = await api.store.table.get(record);
    for (const change of [
      { personId: 'usr_x' },
      { roleId: 'x' },
      { generation: 2 },
      { modeSessionId: newId('session') },
    ]) {
      await stored(api.store.table, { put: { ...item, ...change } });
      expect(await getMe(token)).toEqual({ status: 401, code: 'session-mismatch' });
    }
    await stored(api.store.table, { put: { ...item, expiresAt: api.now } });
    expect(await getMe(token)).toEqual({ status: 401, code: 'expired' });
    await stored(api.store.table, { remove: record });
    expect(await getMe(token, adasToken)).toEqual({ status: 401, code: 'no-session' });
  });

  it('T18 a header that is sent twice refuses the request, even with equal values', async () => {
    const twice = [
      { 'X-Amorphic-Service-User': [token, token] },
      { 'X-Amorphic-Service-User': [token], 'x-amorphic-service-user': [token] },
      { Authorization: [`Bearer ${adasToken}`, `Bearer ${adasToken}`] },
      { Authorization: [`Bearer ${adasToken}`], authorization: [`Bearer ${adasToken}`] },
    ];
    for (const headers of twice) {
      expect(await api.ask({ operation: 'getMe', headers })).toEqual({
        status: 401,
        code: 'repeated-header',
      });
    }
  });

  it('T16 assumes nobody, whatever it is and whoever is behind it', async () => {
    const other = await api.serviceUser({}, ada);
    await stored(api.store.table, shareWrite(other.userId, loader.userId));
    for (const target of [loader, other]) {
      const answer = await api.ask({
        operation: 'createAuthToken',
        params: { userId: target.userId },
        serviceUser: token,
      });
      expect(answer).toEqual({ status: 403, code: 'not-for-service-users' });
    }
  });

  it('H5 has no access to a service user through a tag, whatever the tag holds', async () => {
    const other = await api.serviceUser();
    const tagId = newId('tag');
    await stored(api.store.table, tagWrite(tagId));
    await stored(api.store.table, tagMemberWrite(loader.userId, tagId), tagShareWrite(other.userId, tagId));
    for (const operation of ['listSessions', 'listEvents', 'disableUser', 'createAuthToken'] as const) {
      const answer = await api.ask({ operation, params: { userId: other.userId }, serviceUser: token });
      expect(answer).toEqual({ status: 403, code: 'not-for-service-users' });
    }
  });
});
