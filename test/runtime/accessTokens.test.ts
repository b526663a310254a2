import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { managersRole } from '../../shared/domain/role.ts';
import { addDays, addMinutes, instant } from '../../shared/domain/time.ts';
import type { ServiceUser } from '../../shared/domain/user.ts';
import { accessClaims, accessSession, type AccessGrant } from '../../shared/runtime/oauth/accessGrant.ts';
import { putClientKey, removeClientKey } from '../../shared/store/clientKeys.ts';
import { sessionKey, tokenKey, userKey } from '../../shared/store/keys.ts';
import { putSession, type Session } from '../../shared/store/sessions.ts';
import type { ATokenWithValue } from '../support/aToken.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { ourIssuer } from '../support/signingKey.ts';
import { stored, userWrites } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

const bothRoles = {
  'SystemRole-DefaultUsers': 'SystemRole-DefaultUsers',
  'SystemRole-Managers': 'SystemRole-Managers',
};

let api: Authorizing;
let loader: ServiceUser;
let secret: ATokenWithValue;
beforeEach(async () => {
  api = await authorizing(issuer);
  loader = await api.serviceUser({ roles: bothRoles });
  secret = await api.longLived(loader);
});

/** An access token got with the service token, but for what is given, and its record. */
async function access(given: Partial<AccessGrant> = {}): Promise<{ token: string; session: Session }> {
  const { hash, tokenId } = secret.secret;
  const grant: AccessGrant = {
    sessionId: newId('session'),
    user: loader,
    role: managersRole,
    scope: undefined,
    audience: undefined,
    minutes: 60,
    endsAt: undefined,
    source: { kind: 'token', hash, tokenId },
    now: api.now,
    ...given,
  };
  const session = accessSession(grant);
  await stored(api.store.table, putSession(session));
  return { token: api.key.token(accessClaims(grant, session, ourIssuer)), session };
}

const getMe = (authorization: string) => api.ask({ operation: 'getMe', authorization });
const refused = (code: string) => ({ status: 401, code });

describe('an access token', () => {
  it('is the service user by itself, with the token that it was got with for the audit', async () => {
    const { token, session } = await access();
    const { caller } = await getMe(token);
    expect(caller?.principal).toEqual({
      kind: 'serviceUser',
      userId: loader.userId,
      displayName: 'svc-loader',
      generation: 1,
      role: {
        roleId: 'SystemRole-Managers',
        roleName: 'SystemRole-Managers',
        permissions: managersRole.permissions,
      },
      tokenRoleId: 'SystemRole-Managers',
      tokenId: secret.own.tokenId,
      tokenExpiresAt: session.expiresAt,
      source: { kind: 'token', hash: secret.own.hash, tokenId: secret.own.tokenId },
    });
    expect(await api.ask({ operation: 'getMe', serviceUser: token })).toEqual({ status: 200, caller });
  });

  it('R4 is bound to the addresses of the service token that it was got with, and to none without', async () => {
    const allowedCidrs = ['192.0.2.0/24'];
    expect((await getMe((await access()).token)).caller?.principal).not.toHaveProperty('allowedCidrs');
    secret = await api.longLived(loader, { allowedCidrs });
    for (const token of [(await access()).token, secret.value])
      expect((await getMe(token)).caller?.principal.allowedCidrs).toEqual(allowedCidrs);
  });

  it('R4 runs under its role, whatever X-Role-Id says', async () => {
    const { token } = await access();
    const asked = { headers: { 'X-Role-Id': ['SystemRole-DefaultUsers'] } };
    const { caller } = await api.ask({ operation: 'getMe', authorization: token, ...asked });
    expect(caller?.principal.role.roleId).toBe('SystemRole-Managers');
  });

  it('has the permissions that were asked for, of those that its role has now', async () => {
    const { token } = await access({ scope: ['tags.manage', 'users.fullaccess'] });
    const { caller } = await getMe(token);
    expect(caller?.principal).toMatchObject({
      narrowed: true,
      role: { roleId: 'SystemRole-Managers', permissions: ['tags.manage'] },
    });
  });

  it('is nobody beside a credential of somebody else, since no person got it (T9)', async () => {
    const { token } = await access();
    const { token: adas } = await api.person();
    for (const authorization of [adas, secret.value, token])
      expect(await api.ask({ operation: 'getMe', serviceUser: token, authorization })).toEqual(
        refused('issued-to-someone-else'),
      );
  });
});

describe('an access token that was got without a stored secret', () => {
  it('works while the key is registered, and not after it was registered again', async () => {
    const clientKeyId = 'ci';
    const key = { clientKeyId, userId: loader.userId, name: 'ci', algorithm: 'ES256', jwk: {} } as const;
    const createdBy = { userId: 'usr_x', displayName: 'Ada' };
    const registered = (grantId: string) =>
      stored(api.store.table, putClientKey({ ...key, createdAt: api.now, createdBy, grantId }));
    await registered('gra_first');
    const { token, session } = await access({
      source: { kind: 'clientKey', clientKeyId, grant: 'gra_first' },
    });
    const { caller } = await getMe(token);
    expect(caller?.principal).toEqual({
      kind: 'serviceUser',
      userId: loader.userId,
      displayName: 'svc-loader',
      generation: 1,
      role: expect.objectContaining({ roleId: 'SystemRole-Managers' }) as unknown,
      tokenRoleId: 'SystemRole-Managers',
      tokenExpiresAt: session.expiresAt,
      source: { kind: 'clientKey', clientKeyId: 'ci', grant: 'gra_first' },
    });
    await stored(api.store.table, removeClientKey(loader.userId, clientKeyId));
    expect(await getMe(token)).toEqual(refused('source-ended'));
    // T13 nothing comes back: the same key, registered again, is another registration.
    await registered('gra_second');
    expect(await getMe(token)).toEqual(refused('source-ended'));
  });
});

describe('T12, T13 an access token ends', () => {
  it.each([
    ['personId', { personId: 'usr_x' }],
    ['roleId', { roleId: 'SystemRole-DefaultUsers' }],
    ['generation', { generation: 2 }],
    ['the mode', { modeSessionId: newId('session') }],
    ['its source', { source: undefined }],
  ])('T17 where its record differs in %s', async (_, change) => {
    const { token, session } = await access();
    const item = await api.store.table.get(sessionKey(loader.userId, session.sessionId));
    await stored(api.store.table, { put: { ...item, ...change } });
    expect(await getMe(token)).toEqual(refused('session-mismatch'));
  });

  it('T17 without its record, and with its time', async () => {
    const { token, session } = await access();
    const item = await api.store.table.get(sessionKey(loader.userId, session.sessionId));
    await stored(api.store.table, { put: { ...item, expiresAt: api.now + 1 } });
    expect((await getMe(token)).status).toBe(200);
    await stored(api.store.table, { put: { ...item, expiresAt: api.now } });
    expect(await getMe(token)).toEqual(refused('expired'));
    await stored(api.store.table, { remove: sessionKey(loader.userId, session.sessionId) });
    expect(await getMe(token)).toEqual(refused('no-session'));
  });

  it('T14, D14 with disabling its user, and does not come back', async () => {
    const { token } = await access();
    await stored(api.store.table, ...userWrites({ ...loader, status: 'disabled', generation: 2 }));
    expect(await getMe(token)).toEqual(refused('user-disabled'));
    await stored(api.store.table, ...userWrites({ ...loader, generation: 2 }));
    expect(await getMe(token)).toEqual(refused('generation'));
  });

  it('with its user, or where its subject is a person', async () => {
    const { token } = await access();
    await stored(api.store.table, { remove: userKey(loader.userId) });
    expect(await getMe(token)).toEqual(refused('unknown-subject'));
    const { person } = await api.person();
    const forPerson = await access({ user: { ...loader, userId: person.userId as never } });
    expect(await getMe(forPerson.token)).toEqual(refused('unknown-subject'));
  });

  it('R7 when its role is detached', async () => {
    const { token } = await access();
    const roles = { 'SystemRole-DefaultUsers': 'SystemRole-DefaultUsers' };
    await stored(api.store.table, ...userWrites({ ...loader, roles }));
    expect(await getMe(token)).toEqual(refused('role-ended'));
  });

  it.each([
    ['K6 is revoked', { revokedAt: instant(1) }, 'token-revoked'],
    ['is of an earlier generation', { generation: 0 }, 'token-revoked'],
    ['K4 expires', { expiresAt: instant(1) }, 'token-expired'],
    ['is bound to other addresses', { allowedCidrs: ['10.0.0.0/8'] }, 'source-address'],
  ])('when the token that it was got with %s', async (_, change, code) => {
    const { token } = await access();
    const item = await api.store.table.get(tokenKey(secret.secret.hash));
    await stored(api.store.table, { put: { ...item, ...change } });
    expect(await getMe(token)).toEqual(refused(code));
  });

  it('when what it was got with is gone, of whatever kind that was', async () => {
    const { token } = await access();
    await stored(api.store.table, { remove: tokenKey(secret.secret.hash) });
    expect(await getMe(token)).toEqual(refused('source-ended'));
    const byKey = await access({ source: { kind: 'clientKey', clientKeyId: 'gone', grant: undefined } });
    expect(await getMe(byKey.token)).toEqual(refused('source-ended'));
    const byRule = { kind: 'trustRule', trustRuleId: newId('trustRule'), version: 1 } as const;
    expect(await getMe((await access({ source: byRule })).token)).toEqual(refused('source-ended'));
  });

  it('with its own time, also where the token that it was got with lives on', async () => {
    const { token } = await access();
    api.now = addMinutes(api.now, 61);
    expect(await getMe(token)).toEqual(refused('expired'));
    expect((await getMe(secret.value)).status).toBe(200);
    api.now = addDays(api.now, 90);
    expect(await getMe(secret.value)).toEqual(refused('token-expired'));
  });
});
