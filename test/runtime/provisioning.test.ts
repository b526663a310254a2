import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addMinutes } from '../../shared/domain/time.ts';
import { superAdminsKey, userKey } from '../../shared/store/keys.ts';
import { queryAudit } from '../../shared/store/audit.ts';
import { readSuperAdmins, registerMember, removeMember } from '../../shared/store/superAdmins.ts';
import { getUser } from '../../shared/store/users.ts';
import { personIdOf } from '../../shared/tokens/issuerTokens.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
beforeEach(async () => {
  api = await authorizing(issuer);
});

const getMe = (authorization: string, roleId?: string) =>
  api.ask({
    operation: 'getMe',
    authorization,
    ...(roleId === undefined ? {} : { headers: { 'X-Role-Id': [roleId] } }),
  });
const actions = async (targetId: string) =>
  (await queryAudit(api.store.table, { targetId, limit: 50, after: undefined })).items.map(
    (item) => item['action'],
  );

describe('the first request of a person', () => {
  it('stores the person once, however many come at once', async () => {
    const token = issuer.idToken({ sub: 'first', email: 'first@example.com', name: 'First' });
    const answers = await Promise.all(Array.from({ length: 16 }, () => getMe(token)));
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(200));
    const userId = personIdOf(issuer.url, 'first');
    expect(new Set(answers.map(({ caller }) => caller?.principal.userId))).toEqual(new Set([userId]));
    expect(await getUser(api.store.table, userId)).toMatchObject({
      kind: 'person',
      email: 'first@example.com',
      displayName: 'First',
      status: 'enabled',
      roles: { 'SystemRole-DefaultUsers': 'SystemRole-DefaultUsers' },
      teams: { Public: 'Public' },
      version: 1,
      createdBy: { userId, displayName: 'First' },
    });
    expect(await actions(userId)).toEqual(['provisionPerson']);
  });

  it('makes a person of whoever the issuer says it is, and nothing of roles in its claims', async () => {
    const claims = {
      roles: ['SystemRole-SystemAdministrators'],
      IsServiceUser: true,
      role_id: 'Super-Admin',
      token_use: 'id',
    };
    const { caller } = await getMe(
      issuer.idToken({ sub: 'claims', email: undefined, name: undefined, ...claims }),
    );
    expect(caller?.principal).toMatchObject({
      kind: 'person',
      displayName: 'claims',
      role: { roleId: 'SystemRole-DefaultUsers' },
    });
  });

  it.each([false, 'false'])(
    'leaves out an address that the issuer did not verify: %j',
    async (email_verified) => {
      const sub = `refuted-${String(typeof email_verified)}`;
      const email = 'boss@example.com';
      expect((await getMe(issuer.idToken({ sub, email, email_verified, name: undefined }))).status).toBe(200);
      expect(await getUser(api.store.table, personIdOf(issuer.url, sub))).toMatchObject({
        userName: sub,
        email: undefined,
      });
    },
  );

  it('takes an address of an issuer that says nothing of verifying', async () => {
    const claims = { sub: 'silent', email: 'silent@example.com', email_verified: undefined };
    await getMe(issuer.idToken(claims));
    expect(await getUser(api.store.table, personIdOf(issuer.url, 'silent'))).toMatchObject({
      email: 'silent@example.com',
    });
  });

  it('is registered as a member by configuration or group, but not after a removal', async () => {
    await getMe(issuer.idToken({ sub: 'configured-subject', email: 'a@example.com' }));
    await getMe(issuer.idToken({ sub: 'grouped', groups: ['super-admins'] }));
    await getMe(issuer.idToken({ sub: 'plain' }));
    const members = async () =>
      [...readSuperAdmins(await api.store.table.get(superAdminsKey)).members].sort();
    const configured = personIdOf(issuer.url, 'configured-subject');
    const grouped = personIdOf(issuer.url, 'grouped');
    expect(await members()).toEqual([configured, grouped].sort());
    await stored(api.store.table, removeMember(grouped));
    await stored(api.store.table, { remove: userKey(grouped) });
    expect((await getMe(issuer.idToken({ sub: 'grouped', groups: ['super-admins'] }))).status).toBe(200);
    expect(await members()).toEqual([configured]);
    await stored(api.store.table, registerMember(grouped, 'added'));
  });
});

describe('an email that ends like the user name of a service user', () => {
  const named = async (sub: string) => await getUser(api.store.table, personIdOf(issuer.url, sub));

  it('C9 is no user name at first sight: the subject is, as where there is no email', async () => {
    await getMe(issuer.idToken({ sub: 'first-7', email: 'ord1@service', name: undefined }));
    expect(await named('first-7')).toMatchObject({
      email: 'ord1@service',
      userName: 'first-7',
      displayName: 'first-7',
    });
  });

  it('C9 is none when the email becomes it later, and the next good one is again', async () => {
    const { person } = await api.person();
    const userName = async (email: string) => {
      await getMe(issuer.idToken({ sub: person.subject, email }));
      return (await getUser(api.store.table, person.userId))?.userName;
    };
    expect(await userName('ORD1@Service')).toBe(person.subject);
    expect(await userName('ada@new.example.com')).toBe('ada@new.example.com');
  });
});

describe('a person who is known', () => {
  it('keeps the identity when the email at the issuer changes', async () => {
    const { person, token } = await api.person({ displayName: 'Ada' });
    await getMe(token);
    const moved = issuer.idToken({ sub: person.subject, email: 'new@example.com' });
    expect((await getMe(moved)).caller?.principal.userId).toBe(person.userId);
    await getMe(moved);
    expect(await getUser(api.store.table, person.userId)).toMatchObject({
      email: 'new@example.com',
      userName: 'new@example.com',
      displayName: 'Ada',
      version: 2,
    });
    expect(await actions(person.userId)).toEqual(['changeEmail']);
    expect((await getMe(issuer.idToken({ sub: person.subject, email: undefined }))).status).toBe(200);
    expect(await getUser(api.store.table, person.userId)).toMatchObject({
      email: 'new@example.com',
      version: 2,
    });
  });

  it('changes the email once, however many requests bring it', async () => {
    const { person } = await api.person();
    const moved = issuer.idToken({ sub: person.subject, email: 'once@example.com' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => getMe(moved)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    expect(await getUser(api.store.table, person.userId)).toMatchObject({
      email: 'once@example.com',
      version: 2,
    });
    expect(await actions(person.userId)).toEqual(['changeEmail']);
  });

  it('is marked as active at most once in five minutes, and not by what was refused', async () => {
    const start = api.now;
    const { person, token } = await api.person({ lastActiveAt: undefined });
    const lastActive = async () => (await getUser(api.store.table, person.userId))?.lastActiveAt;
    await api.ask({ operation: 'createTeam', authorization: token });
    expect(await lastActive()).toBeUndefined();
    await getMe(token);
    expect(await lastActive()).toBe(start);
    for (const [minutes, marked] of [
      [1, start],
      [4.9, start],
      [5, addMinutes(start, 5)],
      [9, addMinutes(start, 5)],
    ] as const) {
      api.now = addMinutes(start, minutes);
      await getMe(token);
      expect(await lastActive()).toBe(marked);
    }
    expect(await getUser(api.store.table, person.userId)).toMatchObject({ version: 1 });
  });
});
