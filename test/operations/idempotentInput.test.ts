import { describe, expect, it } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { aName } from '../support/created.ts';
import { aMember, type SignedIn } from '../support/people.ts';

interface Asked {
  readonly path: (userId: string) => string;
  readonly raw: (name: string) => string;
}

const own = (): string => '/users/me/tokens';
const plain = (name: string): string => `{"Name":"${name}","AllowedCidrs":["10.0.0.0/8"]}`;
const first: Asked = { path: own, raw: plain };

/** Creates a personal access token under an Idempotency-Key that is the person's id. */
function ask({ userId, token }: SignedIn, name: string, { path, raw }: Asked): Promise<Answer> {
  const headers = { 'Idempotency-Key': userId, 'Content-Type': 'application/json' };
  return api('POST', path(userId), { as: token, raw: raw(name), headers });
}

describe('the input of an Idempotency-Key', () => {
  it.each<[string, Partial<Asked>]>([
    ['other blanks', { raw: (name) => `{ "Name" : "${name}",\n "AllowedCidrs": [ "10.0.0.0/8" ] }` }],
    ['members in another order', { raw: (name) => `{"AllowedCidrs":["10.0.0.0/8"],"Name":"${name}"}` }],
    [
      'a default spelled out',
      { raw: (name) => `{"Name":"${name}","AllowedCidrs":["10.0.0.0/8"],"ExpiresInDays":90}` },
    ],
    ['a character escaped', { raw: (name) => plain(name).replace('10.', '1\\u0030.') }],
    ['oneself by id', { path: (userId) => `/users/${userId}/tokens` }],
    ['a slash at the end', { path: () => '/users/me/tokens/' }],
  ])('is the same with %s', async (_, other) => {
    const [person, name] = [await aMember(), aName('token')];
    const made = await must(201, ask(person, name, first));
    const again = await must(201, ask(person, name, { ...first, ...other }));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const { Token: _secret, ...rest } = made.body;
    expect(again.body).toEqual(rest);
  });

  it.each<[string, Asked['raw']]>([
    ['value', (name) => plain(`${name}2`)],
    ['default', (name) => `{"Name":"${name}","AllowedCidrs":["10.0.0.0/8"],"ExpiresInDays":null}`],
    ['list', (name) => `{"Name":"${name}","AllowedCidrs":["10.0.0.0/8","10.0.0.0/8"]}`],
  ])('is another with another %s: 422', async (_, raw) => {
    const [person, name] = [await aMember(), aName('token')];
    await must(201, ask(person, name, first));
    const { status, body } = await ask(person, name, { ...first, raw });
    expect([status, body['code']]).toEqual([422, 'idempotency-key-reused']);
  });
});
