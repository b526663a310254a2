import { describe, expect, it } from 'vitest';
import { trustRuleKey } from '../../shared/store/keys.ts';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { productTable } from '../support/created.ts';
import { accessToken, aClient, oauth, ourIssuer, type Client } from '../support/oauth.ts';
import { aMember } from '../support/people.ts';
import { product } from '../support/product.ts';
import { stored } from '../support/stored.ts';
import { aRule, aTrustRule } from '../support/trust.ts';

function refusal({ status, body }: Answer): [number, unknown, unknown] {
  return [status, body['code'] ?? body['error'], body['errors']];
}

const itself = [{ path: 'Issuer', message: 'is this API itself: its tokens stand for nobody else' }];

/** Of which tokens a rule says that they are those of another service user. */
function ruleFor(subject: string): Record<string, unknown> {
  const Conditions = [{ Claim: 'sub', Equals: subject }];
  return { ...aRule, Issuer: ourIssuer(), Audience: ourIssuer(), Conditions };
}

/** A rule for tokens of our own, as it may lie in the table from before such rules were refused. */
async function storedRule(
  { userId, as }: Client,
  { subject, issuer, audience }: { subject: string; issuer: string; audience: string },
): Promise<void> {
  const ruleId = await aTrustRule({ as, userId, path: `/users/${userId}` });
  const table = await productTable();
  const key = trustRuleKey(userId, ruleId);
  const conditions = [{ claim: 'sub', equals: subject }];
  await stored(table, { put: { ...(await table.get(key)), ...key, issuer, audience, conditions } });
}

function exchange({ userId }: Client, token: string): Promise<Answer> {
  return oauth('/oauth2/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: userId,
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
}

/** Tokens of a service user: one that it got itself, one that a person got who assumed it. */
async function tokensOf(client: Client): Promise<string[]> {
  const assumed = await must(
    201,
    api('POST', `/users/${client.userId}/auth-token`, { as: client.as, body: {} }),
  );
  return [await accessToken(client), field(assumed, 'Token')];
}

describe('a trust rule for our own issuer', () => {
  it.each(['', '/'])('T16 is neither made nor made of another rule, with %j at its end', async (end) => {
    const [client, other] = await Promise.all([aClient(), aClient()]);
    const path = `/users/${client.userId}`;
    const body = { ...ruleFor(other.userId), Issuer: ourIssuer() + end };
    const made = await api('POST', `${path}/trust-rules`, { as: client.as, body });
    expect(refusal(made)).toEqual([400, 'invalid-request', itself]);
    const ruleId = await aTrustRule({ as: client.as, userId: client.userId, path });
    const changed = await api('PATCH', `${path}/trust-rules/${ruleId}`, { as: client.as, body });
    expect(refusal(changed)).toEqual([400, 'invalid-request', itself]);
    expect(items(await api('GET', `${path}/trust-rules`, { as: client.as }))).toMatchObject([
      { Issuer: aRule.Issuer },
    ]);
  });

  it('T16 makes no service user another one, whatever is stored: no exchange, and explain says why', async () => {
    const [client, other] = await Promise.all([aClient(), aClient()]);
    await storedRule(client, { subject: other.userId, issuer: ourIssuer(), audience: ourIssuer() });
    for (const token of await tokensOf(other)) {
      const exchanged = await exchange(client, token);
      expect(refusal(exchanged)).toEqual([400, 'invalid_request', undefined]);
      const explained = await must(
        200,
        api('POST', `/users/${client.userId}/trust-rules/explain`, { as: client.as, body: { Token: token } }),
      );
      expect(explained.body).toMatchObject({
        Accepted: false,
        Rules: [
          {
            Matches: false,
            Checks: [
              { Check: 'issuer', Expected: 'no tokens of this API', Holds: false },
              { Check: 'audience', Holds: true },
              { Check: 'claim', Claim: 'sub', Holds: true },
              { Check: 'times', Holds: true },
              { Check: 'signature', Actual: 'not asked: the issuer is another', Holds: false },
              { Check: 'replay', Holds: true },
            ],
          },
        ],
      });
    }
  });
});

describe('a trust rule for the sign-ins of people', () => {
  const signIns = () => ({ issuer: product().issuer, audience: product().clientId });

  it('is not made: a person acts as a service user by assuming it', async () => {
    const client = await aClient();
    const { issuer: Issuer, audience: Audience } = signIns();
    const Conditions = [{ Claim: 'sub', Equals: 'mary' }];
    const body = { ...aRule, Issuer, Audience, Conditions };
    const made = await api('POST', `/users/${client.userId}/trust-rules`, { as: client.as, body });
    const message =
      'signs people in here, with this Audience: a person assumes a service user that is shared with them';
    expect(refusal(made)).toEqual([400, 'invalid-request', [{ path: 'Issuer', message }]]);
  });

  it('T12 lets nobody in, whatever is stored: not even who may sign in', async () => {
    const [client, person] = await Promise.all([aClient(), aMember()]);
    await storedRule(client, { subject: person.name, ...signIns() });
    expect(refusal(await exchange(client, person.token))).toEqual([400, 'invalid_request', undefined]);
  });
});
