import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleKey } from '../../shared/store/keys.ts';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedRole, productTable } from '../support/created.ts';
import { aClient, introspected, oauth, type Client } from '../support/oauth.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored } from '../support/stored.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const types = 'urn:ietf:params:oauth:token-type';

function refusal({ status, body }: Answer): [number, unknown] {
  return [status, body['error']];
}

describe('exchangeToken: workload identity federation', () => {
  let outside: OidcIssuer;
  beforeAll(async () => {
    outside = await oidcIssuer();
  });
  afterAll(() => outside.close());

  const audience = 'https://service-users.example.com';

  async function trusting(
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<Client & { path: string; ruleId: string }> {
    const client = await aClient();
    const path = `/users/${client.userId}/trust-rules`;
    const body = {
      Name: 'ci',
      Issuer: outside.url,
      Audience: audience,
      Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
      ...fields,
    };
    const rule = await must(201, api('POST', path, { as: client.as, body }));
    return { ...client, path, ruleId: field(rule, 'TrustRuleId') };
  }

  function job(claims: Readonly<Record<string, unknown>> = {}): string {
    return outside.idToken({ aud: audience, repository: 'acme/warehouse', jti: randomUUID(), ...claims });
  }

  async function federate(client_id: string, subject_token: string, fields = {}): Promise<Answer> {
    return await oauth('/oauth2/token', {
      grant_type: exchange,
      client_id,
      subject_token,
      subject_token_type: `${types}:id_token`,
      ...fields,
    });
  }

  it('answers an access token to a job without any stored secret, by id and by name', async () => {
    const client = await trusting({ MaxDurationMinutes: 15 });
    for (const clientId of [client.userId, `${client.name}@service`]) {
      const answer = await must(200, federate(clientId, job(), { duration_minutes: '60' }));
      expect(answer.body).toMatchObject({ issued_token_type: `${types}:access_token`, expires_in: 900 });
      const user = await must(200, api('GET', `/users/${client.userId}`, { as: client.as }));
      expect(user.body['LastActiveAt']).toMatch(/Z$/);
      const as = field(answer, 'access_token');
      expect(await introspected(client, as)).toMatchObject({ active: true, sub: client.userId });
      expect((await must(200, api('GET', '/users/me', { as }))).body['UserId']).toBe(client.userId);
    }
  });

  it('answers a job whose subject is cut inside a character for the record', async () => {
    const client = await trusting();
    await must(200, federate(client.userId, job({ sub: `${'x'.repeat(254)}😀` })));
  });

  it('R7 gives what everybody has where the default role was deleted just when it was attached', async () => {
    const [client, { roleId }] = await Promise.all([trusting(), aCreatedRole()]);
    const path = `/users/${client.userId}`;
    await must(200, api('PUT', `${path}/roles/${roleId}`, { as: client.as }));
    await must(200, api('PATCH', path, { as: client.as, body: { DefaultRoleId: roleId } }));
    const table = await productTable();
    // What is no role to the stream's filter, no worker takes off whoever holds it.
    await stored(table, { put: { ...roleKey(roleId), entity: 'unseen' } });
    await stored(table, { remove: roleKey(roleId) });
    const as = field(await must(200, federate(client.userId, job())), 'access_token');
    const me = await must(200, api('GET', '/users/me', { as }));
    expect(me.body['ActiveRole']).toMatchObject({ RoleId: 'SystemRole-DefaultUsers' });
  });

  it('ends what a rule gave when the rule is changed or removed', async () => {
    const client = await trusting();
    const first = field(await must(200, federate(client.userId, job())), 'access_token');
    await must(200, api('GET', '/users/me', { as: first }));
    const rule = `${client.path}/${client.ruleId}`;
    await must(200, api('PATCH', rule, { as: client.as, body: { MaxDurationMinutes: 5 } }));
    expect((await api('GET', '/users/me', { as: first })).status).toBe(401);
    const second = field(await must(200, federate(client.userId, job())), 'access_token');
    await must(204, api('DELETE', rule, { as: client.as }));
    expect((await api('GET', '/users/me', { as: second })).status).toBe(401);
    expect(refusal(await federate(client.userId, job()))).toEqual([400, 'invalid_request']);
  });

  it('keeps what a rule gave alive where nothing of it changes, or its name alone', async () => {
    const client = await trusting({ MaxDurationMinutes: 30 });
    const as = field(await must(200, federate(client.userId, job())), 'access_token');
    const rule = `${client.path}/${client.ruleId}`;
    const change = (body: object) => must(200, api('PATCH', rule, { as: client.as, body }));
    const [before] = items(await api('GET', client.path, { as: client.as }));
    const same = {
      Name: ' ci ',
      Issuer: outside.url,
      Audience: audience,
      Conditions: [{ Equals: 'acme/warehouse', Claim: 'repository' }],
      RoleId: null,
      MaxDurationMinutes: 30,
      Jwks: null,
    };
    for (const body of [{}, same, { RoleId: null }]) expect((await change(body)).body).toEqual(before);
    const renamed = await change({ Name: 'nightly' });
    expect(renamed.body).toEqual({ ...before, Name: 'nightly', UpdatedAt: renamed.body['UpdatedAt'] });
    await must(200, api('GET', '/users/me', { as }));
    const events = items(await api('GET', `/users/${client.userId}/events`, { as: client.as }));
    expect(events.filter(({ Action }) => Action === 'updateTrustRule')).toHaveLength(1);
    await change({ Conditions: [...same.Conditions, { Claim: 'ref', Equals: 'main' }] });
    expect((await api('GET', '/users/me', { as })).status).toBe(401);
  });

  it('accepts a jti once, also when it comes twelve times at once', async () => {
    const client = await trusting();
    const token = job();
    expect(statusesOf(await atOnce(12, () => federate(client.userId, token)))).toEqual({ 200: 1, 400: 11 });
    const unnamed = job({ jti: undefined });
    await must(200, federate(client.userId, unnamed));
    expect(refusal(await federate(client.userId, unnamed))).toEqual([400, 'invalid_request']);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another issuer', { iss: 'https://other.example.com' }],
    ['another audience', { aud: 'https://other.example.com' }],
    ['another repository', { repository: 'acme/warehouse-fork' }],
    ['a repository in another case', { repository: 'Acme/Warehouse' }],
    ['a list that holds the repository', { repository: ['acme/warehouse'] }],
    ['no repository', { repository: undefined }],
    ['no end', { exp: undefined }],
    ['an end in the past', { exp: Math.floor(Date.now() / 1000) - 120 }],
    ['a beginning in the future', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
  ])('refuses a token with %s', async (_, claims) => {
    const client = await trusting();
    expect(refusal(await federate(client.userId, job(claims)))).toEqual([400, 'invalid_request']);
  });

  it('explains condition by condition, and issues nothing', async () => {
    const client = await trusting();
    const Token = job({ repository: 'acme/other' });
    const answer = await must(200, api('POST', `${client.path}/explain`, { as: client.as, body: { Token } }));
    expect(answer.body).toMatchObject({
      Accepted: false,
      Rules: [
        {
          Matches: false,
          Checks: [
            { Check: 'issuer', Holds: true },
            { Check: 'audience', Holds: true },
            {
              Check: 'claim',
              Claim: 'repository',
              Expected: 'acme/warehouse',
              Actual: 'acme/other',
              Holds: false,
            },
            { Check: 'times', Holds: true },
            { Check: 'signature', Holds: true },
            { Check: 'replay', Holds: true },
          ],
        },
      ],
    });
    const good = job();
    for (const _ of [1, 2]) {
      const again = await api('POST', `${client.path}/explain`, { as: client.as, body: { Token: good } });
      expect(again.body['Accepted']).toBe(true);
    }
    expect(items(await api('GET', `/users/${client.userId}/sessions`, { as: client.as }))).toEqual([]);
  });
});
