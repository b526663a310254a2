import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { superAdminRole } from '../../shared/domain/role.ts';
import { addMinutes, instant, toSeconds } from '../../shared/domain/time.ts';
import type { Person } from '../../shared/domain/user.ts';
import { getUser } from '../../shared/store/users.ts';
import { readTokenPolicy } from '../../shared/policy/tokenPolicy.ts';
import { authenticate, type AuthenticationContext } from '../../shared/runtime/authenticate.ts';
import { requireUsable, TokenPolicyBroken } from '../../shared/runtime/authenticateToken.ts';
import { CredentialRejected } from '../../shared/runtime/credentials.ts';
import { sessionKey, superAdminsKey } from '../../shared/store/keys.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { aToken } from '../support/aToken.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored, userWrites } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let ada: Person;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada } = await api.person());
});

const getMe = (authorization: string) => api.ask({ operation: 'getMe', authorization });
const refused = (code: string) => ({ status: 401, code });

it('without any credential nobody is anybody, and nothing is read', async () => {
  const nothing = {} as AuthenticationContext;
  await expect(authenticate({ authorization: undefined, serviceUser: undefined }, nothing)).rejects.toThrow(
    new CredentialRejected('missing'),
  );
});

describe('L2 a sign-in', () => {
  it('of the moment of the sign-out is refused, and one of a second later is not', async () => {
    const at = toSeconds(api.now);
    const signIn = (iat: number) => issuer.idToken({ sub: ada.subject, email: ada.email, iat });
    await stored(api.store.table, ...userWrites({ ...ada, signedOutAt: instant(at * 1000) }));
    expect(await getMe(signIn(at))).toEqual(refused('signed-out'));
    expect((await getMe(signIn(at + 1))).status).toBe(200);
  });

  it('takes over a new email, and keeps the one that is known where none is told', async () => {
    const signIn = (email: string | undefined) =>
      getMe(issuer.idToken({ sub: ada.subject, email, name: undefined }));
    const provisioned = async (email: string | undefined) => {
      api.store.usage.take();
      expect((await signIn(email)).status).toBe(200);
      return api.store.usage.take().calls > 1;
    };
    expect(await provisioned(ada.email)).toBe(false);
    expect(await provisioned(undefined)).toBe(false);
    expect(await provisioned('new@example.com')).toBe(true);
    expect(await provisioned('new@example.com')).toBe(false);
  });

  it('takes over no address that the issuer did not verify: it may be somebody else’s', async () => {
    const claims = { email: 'somebody.else@example.com', email_verified: false };
    expect((await getMe(issuer.idToken({ sub: ada.subject, ...claims }))).status).toBe(200);
    expect((await getUser(api.store.table, ada.userId))?.userName).not.toContain('somebody.else');
  });
});

describe('Super-Admin mode', () => {
  it('is of a member, as a person', async () => {
    const { token, session } = await api.inMode(ada);
    const { caller } = await getMe(token);
    expect(caller?.principal).toEqual({
      kind: 'person',
      userId: ada.userId,
      displayName: 'Ada',
      generation: 1,
      role: {
        roleId: 'Super-Admin',
        roleName: 'Super-Admin',
        permissions: superAdminRole.permissions,
      },
      member: true,
      modeGeneration: ada.modeGeneration,
      mode: { sessionId: session.sessionId, expiresAt: session.expiresAt },
    });
  });

  it('is of nobody who is not there, and of nobody by the token of another person', async () => {
    const { person: grace } = await api.person();
    const unknown = { ...ada, userId: newId('person') };
    expect(await getMe((await api.inMode(unknown)).token)).toEqual(refused('unknown-subject'));
    const forGrace = await api.inMode(ada, { person: grace });
    expect(await getMe(forGrace.token)).toEqual(refused('unknown-subject'));
  });

  it('T19 that is over ends access that came from it, however long its token would live', async () => {
    const loader = await api.serviceUser();
    const { session } = await api.inMode(ada);
    const mode = { sessionId: session.sessionId, expiresAt: addMinutes(session.expiresAt, 60) };
    const { token } = await api.assumed(ada, loader, { minutes: 180, mode });
    expect((await getMe(token)).status).toBe(200);
    const key = sessionKey(ada.userId, session.sessionId);
    const item = await api.store.table.get(key);
    await stored(api.store.table, { put: { ...item, expiresAt: api.now + 1 } });
    expect((await getMe(token)).status).toBe(200);
    await stored(api.store.table, { put: { ...item, expiresAt: api.now } });
    expect(await getMe(token)).toEqual(refused('mode-ended'));
  });

  it('is over where nobody is registered any more', async () => {
    const { token } = await api.inMode(ada);
    await stored(api.store.table, { remove: superAdminsKey });
    expect(await getMe(token)).toEqual(refused('membership-ended'));
  });
});

describe('a long-lived token', () => {
  const user = aServiceUser();
  const judged = (sourceIp: string | undefined, policy = '') => {
    const { secret } = aToken({ userId: user.userId, allowedCidrs: ['10.0.0.0/8'] });
    const tokenPolicy = readTokenPolicy(policy);
    return () => requireUsable(secret, user, { now: secret.createdAt, sourceIp, tokenPolicy });
  };

  it('is judged by its address ranges where the request came from somewhere, and else not', () => {
    expect(judged('10.1.2.3')).not.toThrow();
    expect(judged('192.0.2.7')).toThrow(new CredentialRejected('source-address'));
    expect(judged('')).toThrow(new CredentialRejected('source-address'));
    expect(judged(undefined)).not.toThrow();
  });

  it('that the policy forbids says which rule, to the caller only', () => {
    const broken = judged('10.1.2.3', '{"service":{"longestDays":30}}');
    const detail = 'Rule longestDays: a service token lives at most 30 days.';
    expect(broken).toThrow(new TokenPolicyBroken(detail));
    expect(broken).toThrow(
      expect.objectContaining({ name: 'TokenPolicyBroken', message: 'token-policy', detail }) as Error,
    );
  });
});
