import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { unknownId } from '../support/created.ts';
import { aMember } from '../support/people.ts';
import { aTrustRule, owned } from '../support/trust.ts';

const bad = { Unknown: 'field' };

/** Bad requests about what a path names within a service user. */
const requests: [request: string, code: string][] = [
  [`POST tokens/${unknownId.token}/rotate`, 'token-not-found'],
  [`POST tokens/${unknownId.token}/revoke`, 'token-not-found'],
  [`DELETE tokens/${unknownId.token}?unknown=1`, 'token-not-found'],
  [`PATCH trust-rules/${unknownId.trustRule}`, 'trust-rule-not-found'],
  [`DELETE sessions/${unknownId.session}?unknown=1`, 'session-not-found'],
  ['DELETE client-keys/none?unknown=1', 'client-key-not-found'],
];

describe('a bad request about what is not there', () => {
  it.each(requests)('I9 is 404 before 400: %s', async (request, code) => {
    const { as, path: user } = await owned();
    const [method = '', path = ''] = request.split(' ');
    const settings = method === 'DELETE' ? { as } : { as, body: bad };
    const answer = await api(method, `${user}/${path}`, settings);
    expect([answer.status, answer.body['code']]).toEqual([404, code]);
  });

  it('I9 is 404 before 400 for a token of oneself too', async () => {
    const { token: as } = await aMember();
    const answer = await api('POST', `/users/me/tokens/${unknownId.token}/rotate`, { as, body: bad });
    expect([answer.status, answer.body['code']]).toEqual([404, 'token-not-found']);
  });

  it('is 400 where it is there', async () => {
    const user = await owned();
    const { as, path } = user;
    const tokenId = field(
      await must(201, api('POST', `${path}/tokens`, { as, body: { Name: 'ci' } })),
      'TokenId',
    );
    const rule = `${path}/trust-rules/${await aTrustRule(user)}`;
    for (const answer of [
      await api('POST', `${path}/tokens/${tokenId}/rotate`, { as, body: bad }),
      await api('PATCH', rule, { as, body: bad }),
    ])
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
  });
});
