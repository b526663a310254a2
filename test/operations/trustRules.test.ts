import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { aClient } from '../support/oauth.ts';
import { aMember } from '../support/people.ts';

const rule = {
  Name: 'ci',
  Issuer: 'https://token.actions.githubusercontent.com',
  Audience: 'https://service-users.example.com',
  Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
};

async function owned(): Promise<{ as: string; path: string; userId: string }> {
  const sharedWith = await aMember();
  const { userId } = await aCreatedServiceUser({ sharedWith });
  return { as: sharedWith.token, path: `/users/${userId}`, userId };
}

function told({ status, body }: Answer): [number, unknown] {
  return [status, body['code']];
}

describe('trust rules', () => {
  it('D10 and client keys are made and changed while the service user is disabled', async () => {
    const { as, path } = await owned();
    await must(200, api('POST', `${path}/disable`, { as }));
    const made = await must(201, api('POST', `${path}/trust-rules`, { as, body: rule }));
    const one = `${path}/trust-rules/${field(made, 'TrustRuleId')}`;
    await must(200, api('PATCH', one, { as, body: { MaxDurationMinutes: 5 } }));
    const Jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    await must(201, api('POST', `${path}/client-keys`, { as, body: { Name: 'ci', Jwk } }));
    expect(items(await api('GET', `${path}/trust-rules`, { as }))).toMatchObject([{ MaxDurationMinutes: 5 }]);
  });

  it('are made, listed, changed and removed by those with access', async () => {
    const { as, path } = await owned();
    const made = await must(201, api('POST', `${path}/trust-rules`, { as, body: rule }));
    expect(made.body).toMatchObject({ ...rule, RoleId: null, MaxDurationMinutes: 60, Jwks: null });
    const one = `${path}/trust-rules/${field(made, 'TrustRuleId')}`;
    const changed = await must(
      200,
      api('PATCH', one, { as, body: { Name: 'nightly', MaxDurationMinutes: 5 } }),
    );
    expect(changed.body).toMatchObject({ ...rule, Name: 'nightly', MaxDurationMinutes: 5 });
    const widened = await api('PATCH', one, { as, body: { Conditions: [{ Claim: 'ref', Equals: 'main' }] } });
    expect(told(widened)).toEqual([400, 'invalid-request']);
    expect(items(await api('GET', `${path}/trust-rules`, { as }))).toEqual([changed.body]);
    await must(204, api('DELETE', one, { as }));
    expect(items(await api('GET', `${path}/trust-rules`, { as }))).toEqual([]);
    expect(told(await api('DELETE', one, { as }))).toEqual([404, 'trust-rule-not-found']);
  });

  it('are nobody’s business without access, and never a service user’s', async () => {
    const { path } = await owned();
    const [stranger, client] = await Promise.all([aMember(), aClient()]);
    expect(told(await api('POST', `${path}/trust-rules`, { as: stranger.token, body: rule }))).toEqual([
      403,
      'not-allowed',
    ]);
    expect(told(await api('GET', `${path}/trust-rules`, { as: stranger.token }))).toEqual([
      403,
      'not-allowed',
    ]);
    const own = await api('POST', `/users/${client.userId}/trust-rules`, { as: client.secret, body: rule });
    expect(told(own)).toEqual([403, 'not-for-service-users']);
  });

  it('have names of their own, also when made at once, and end at twenty', async () => {
    const { as, path } = await owned();
    const answers = await atOnce(6, () => api('POST', `${path}/trust-rules`, { as, body: rule }));
    expect(statusesOf(answers)).toMatchObject({ 201: 1 });
    expect(items(await api('GET', `${path}/trust-rules`, { as }))).toHaveLength(1);
    for (let at = 1; at < 20; at += 1) {
      await must(201, api('POST', `${path}/trust-rules`, { as, body: { ...rule, Name: `ci ${at}` } }));
    }
    const more = await api('POST', `${path}/trust-rules`, { as, body: { ...rule, Name: 'more' } });
    expect(told(more)).toEqual([409, 'limit-reached']);
  });

  it.each<[string, object, string]>([
    ['plain HTTP', { Issuer: 'http://example.com' }, 'Issuer'],
    ['a private address', { Issuer: 'https://169.254.169.254' }, 'Issuer'],
    ['an issuer with a query', { Issuer: 'https://example.com/?x' }, 'Issuer'],
    ['no condition', { Conditions: [] }, 'Conditions'],
    ['a lone wildcard', { Conditions: [{ Claim: 'sub', Equals: '*' }] }, 'Conditions.0.Equals'],
    [
      'a branch of everybody at GitHub',
      { Conditions: [{ Claim: 'ref', Equals: 'refs/heads/main' }] },
      'Conditions',
    ],
    [
      'an environment of everybody at GitLab',
      { Issuer: 'https://gitlab.com', Conditions: [{ Claim: 'environment', Equals: 'production' }] },
      'Conditions',
    ],
    ['more than 180 minutes', { MaxDurationMinutes: 181 }, 'MaxDurationMinutes'],
    ['a shared secret as key', { Jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'Jwks.keys.0'],
    ['an unknown field', { Secret: 'x' }, 'Secret'],
  ])('refuse %s', async (_, fields, path) => {
    const { as, path: user } = await owned();
    const answer = await api('POST', `${user}/trust-rules`, { as, body: { ...rule, ...fields } });
    expect(told(answer)).toEqual([400, 'invalid-request']);
    expect(answer.body['errors']).toMatchObject([{ path }]);
  });

  it('R6 refuse a role that the service user does not hold', async () => {
    const { as, path } = await owned();
    const body = { ...rule, RoleId: 'SystemRole-Managers' };
    expect(told(await api('POST', `${path}/trust-rules`, { as, body }))).toEqual([400, 'role-not-held']);
  });
});

describe('client keys', () => {
  it('are public, strong, and registered once', async () => {
    const { as, path } = await owned();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const add = (Jwk: object) => api('POST', `${path}/client-keys`, { as, body: { Name: 'ci', Jwk } });
    const jwk = publicKey.export({ format: 'jwk' });
    const made = await must(201, add(jwk));
    expect(made.body).toMatchObject({ Name: 'ci', Algorithm: 'EdDSA' });
    expect(told(await add(jwk))).toEqual([409, 'client-key-taken']);
    const refused = [
      privateKey.export({ format: 'jwk' }),
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
      { kty: 'oct', k: 'AAAA' },
      { ...jwk, kid: '../x' },
      { ...jwk, alg: 'RS256' },
    ];
    for (const one of refused) expect(told(await add(one))).toEqual([400, 'invalid-request']);
  });
});
