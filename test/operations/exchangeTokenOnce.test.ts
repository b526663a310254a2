import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { aClient, oauth, type Client } from '../support/oauth.ts';
import { es256, jwt } from '../support/jwt.ts';

const issuer = 'https://ci.example.com';
const audience = 'https://service-users.example.com';

/** A service user that trusts an issuer by a key which the rule names. */
async function trusting() {
  const client = await aClient();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = {
    ...{ Name: 'ci', Issuer: issuer, Audience: audience },
    Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
    Jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] },
  };
  await must(201, api('POST', `/users/${client.userId}/trust-rules`, { as: client.as, body }));
  const job = (jti: string): string => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: audience, repository: 'acme/warehouse', iat, exp: iat + 300, jti };
    return jwt({ alg: 'ES256', kid: 'one' }, claims, es256(privateKey));
  };
  return { client, job };
}

function federate({ userId }: Client, token: string): Promise<Answer> {
  return oauth('/oauth2/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: userId,
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
}

async function isUsed({ userId, as }: Client, token: string): Promise<boolean> {
  const path = `/users/${userId}/trust-rules/explain`;
  const { Rules } = (await must(200, api('POST', path, { as, body: { Token: token } }))).body;
  const [rule] = Rules as { Checks: { Check: string; Holds: boolean }[] }[];
  return rule?.Checks.find(({ Check }) => Check === 'replay')?.Holds === false;
}

describe('a token signed with a key that the trust rule names', () => {
  it('is accepted once, and explain says so', async () => {
    const { client, job } = await trusting();
    const token = job(randomUUID());
    expect(await isUsed(client, token)).toBe(false);
    await must(200, federate(client, token));
    const again = await federate(client, token);
    expect([again.status, again.body['error_description']]).toEqual([
      400,
      'The subject token was used before.',
    ]);
    expect(await isUsed(client, token)).toBe(true);
  });

  it('is not used up by somebody who signs its jti with a key of their own', async () => {
    const [victim, other] = await Promise.all([trusting(), trusting()]);
    const jti = `build-${randomUUID()}`;
    await must(200, federate(other.client, other.job(jti)));
    expect(await isUsed(victim.client, victim.job(jti))).toBe(false);
    await must(200, federate(victim.client, victim.job(jti)));
  });
});
