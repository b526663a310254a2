import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { api, apiWithLines, field, must } from '../support/api.ts';
import { actAs, aName, assume, aCreatedServiceUser } from '../support/created.ts';
import { aMember, asSuperAdmin, people } from '../support/people.ts';

describe('an Idempotency-Key', () => {
  it('of one principal means nothing to another: each gets an own team, and nobody the answer of somebody else', async () => {
    const { grace } = await people();
    const { as, assumed } = await actAs({ Role: 'Manager' });
    const headers = { 'Idempotency-Key': aName('key') };
    const create = (who: { as: string; assumed?: string }) =>
      must(201, api('POST', '/teams', { ...who, headers, body: { TeamName: aName('team') } }));
    const answers = [];
    for (const who of [{ as: grace.token }, { as: await asSuperAdmin() }, { as, assumed }]) {
      answers.push(await create(who));
    }
    expect(new Set(answers.map((answer) => field(answer, 'TeamId'))).size).toBe(3);
    expect(answers.map(({ headers: sent }) => sent.get('idempotency-replayed'))).toEqual([null, null, null]);
  });

  it('gives no answer back to who may no longer ask: 403, also by the same person', async () => {
    const [who, { userId }] = await Promise.all([aMember(), aCreatedServiceUser()]);
    const as = await asSuperAdmin();
    const headers = { 'Idempotency-Key': aName('key') };
    const call = () => api('POST', `/users/${userId}/auth-token`, { as: who.token, headers, body: {} });
    await must(403, call());
    const body = { AccessType: 'Owner' };
    await must(200, api('PUT', `/users/${userId}/shares/users/${who.userId}`, { as, body }));
    await must(201, call());
    await must(200, api('DELETE', `/users/${userId}/shares/users/${who.userId}`, { as }));
    await must(403, call());
  });
});

/** What a proxy, a framework or the gateway itself might say of a caller; here nobody listens. */
const spoofed = [
  'X-Amzn-Oidc-Identity',
  'X-Amz-Security-Token',
  'X-Amzn-Apigateway-Authorizer',
  'X-Forwarded-User',
  'X-Remote-User',
  'X-User-Id',
  'X-Amorphic-User',
  'X-Amorphic-Service-User-Id',
  'X_Amorphic_Service_User',
  'X-Api-Key',
  'Principal',
  'From',
] as const;

describe('headers that name somebody else', () => {
  it('change nothing of who the request runs as, whichever are sent together', async () => {
    const { linus, ada } = await people();
    const target = await aCreatedServiceUser();
    const token = field(await must(201, assume(ada, target)), 'Token');
    const values = fc.constantFrom(ada.userId, target.userId, token, `Bearer ${ada.token}`, 'true');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...spoofed), values, { minKeys: 1 }),
        async (headers) => {
          const me = await must(200, api('GET', '/users/me', { as: linus.token, headers }));
          expect(me.body).toMatchObject({ UserId: linus.userId, IsServiceUser: false });
          await must(401, api('GET', '/users/me', { headers }));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('of a method override change no method', async () => {
    const { userId } = await aCreatedServiceUser();
    const as = await asSuperAdmin();
    for (const name of ['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method']) {
      await must(200, api('GET', `/users/${userId}`, { as, headers: { [name]: 'DELETE' } }));
    }
    const user = await must(200, api('GET', `/users/${userId}`, { as }));
    expect(user.body).toMatchObject({ Status: 'enabled', Version: 1 });
  });
});

describe('a token in the wrong place', () => {
  it.each(['access_token', 'token', 'Authorization', 'X-Amorphic-Service-User'])(
    'in the query as %s is no credential',
    async (name) => {
      const { linus } = await people();
      await must(401, api('GET', `/users/me?${name}=${linus.token}`));
    },
  );

  it('in a cookie, in Proxy-Authorization or in the body is no credential', async () => {
    const { linus } = await people();
    for (const name of ['access_token', 'token', 'session']) {
      await must(401, api('GET', '/users/me', { headers: { Cookie: `${name}=${linus.token}` } }));
    }
    const lines = ['Proxy-Authorization', `Bearer ${linus.token}`];
    await must(401, apiWithLines('GET', '/users/me', { lines }));
    await must(401, api('POST', '/teams', { body: { TeamName: 'x', access_token: linus.token } }));
  });
});

describe('pages of other origins', () => {
  it.each([
    'https://evil.example.com',
    'null',
    'http://127.0.0.1',
    'https://console.example.com.evil.example',
  ])('such as %s are told nothing that lets them read an answer', async (origin) => {
    const { linus } = await people();
    const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
    const answers = await Promise.all([
      api('GET', '/users/me', { as: linus.token, headers }),
      api('GET', '/users/me', { headers }),
      api('POST', '/users', { as: linus.token, headers, body: { Name: 'x' } }),
    ]);
    for (const { headers: sent } of answers) {
      expect(sent.get('access-control-allow-credentials')).toBeNull();
      // The one origin of the console, whoever asks.
      expect([origin, '*']).not.toContain(sent.get('access-control-allow-origin'));
    }
  });
});

describe('caches', () => {
  it('keep nothing of an answer about anybody, be it given, refused or not there', async () => {
    const { linus } = await people();
    const { userId } = await aCreatedServiceUser();
    const answers = await Promise.all([
      api('GET', '/users/me', { as: linus.token }),
      api('GET', '/users', { as: linus.token }),
      api('GET', '/users/me'),
      api('GET', `/users/${userId}/tokens`, { as: linus.token }),
      api('GET', '/users/nobody', { as: linus.token }),
      api('GET', '/nothing', { as: linus.token }),
      api('POST', '/teams', { as: linus.token, body: [] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 403, 404, 404, 403]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });

  it('T12 find no answer of before: allowed, refused and allowed again with one token, at once', async () => {
    const { linus } = await people();
    const paths = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? '/users/me' : '/super-admins'));
    const answers = await Promise.all(paths.map((path) => api('GET', path, { as: linus.token })));
    expect(answers.map(({ status }) => status)).toEqual(
      paths.map((path) => (path === '/users/me' ? 200 : 403)),
    );
  });
});
