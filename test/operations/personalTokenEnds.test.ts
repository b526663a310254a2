import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { decodeJsonObject } from '../../shared/tokens/base64url.ts';
import { anApplication } from '../support/applications.ts';
import { api, field, must } from '../support/api.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { aClient, introspected, oauth } from '../support/oauth.ts';
import { aMember, asSuperAdmin, type SignedIn } from '../support/people.ts';
import { product } from '../support/product.ts';
import { aPersonalToken, manage, type LongLived } from '../support/tokens.ts';

interface Got {
  readonly pat: LongLived;
  readonly token: string;
}

type Way = (body?: object) => Promise<Got>;

async function tokenOf(path: string, as: string, body: object = {}): Promise<string> {
  return field(await must(201, api('POST', path, { as, body })), 'Token');
}

/** By a personal access token, for a service user that is shared with the person. */
const assumed: Way = async (body) => {
  const person = await aMember();
  const [pat, target] = await Promise.all([
    aPersonalToken(person, body),
    aCreatedServiceUser({ sharedWith: person }),
  ]);
  return { pat, token: await tokenOf(`/users/${target.userId}/auth-token`, pat.value) };
};

/** A member who was added: that is known without a sign-in. */
async function anAddedSuperAdmin(): Promise<SignedIn> {
  const person = await aMember();
  await must(204, api('PUT', `/super-admins/${person.userId}`, { as: await asSuperAdmin() }));
  return person;
}

const mode: Way = async (body) => {
  const pat = await aPersonalToken(await anAddedSuperAdmin(), body);
  return { pat, token: await tokenOf('/users/super-admin/auth-token', pat.value) };
};

/** In the mode that a personal access token entered, for a service user that nobody shared. */
const throughTheMode: Way = async (body) => {
  const [{ pat, token }, target] = await Promise.all([mode(body), aCreatedServiceUser()]);
  return { pat, token: await tokenOf(`/users/${target.userId}/auth-token`, token) };
};

const ways: [string, Way][] = [
  ['of an assumed service user', assumed],
  ['of Super-Admin mode', mode],
  ['of a service user assumed in that mode', throughTheMode],
];

async function statusOf(token: string): Promise<number> {
  return (await api('GET', '/users/me', { as: token })).status;
}

/** The status of `GET /users/me` asked from another address of this machine. */
function statusFrom(localAddress: string, token: string): Promise<number | undefined> {
  const { resolve, promise, reject } = Promise.withResolvers<number | undefined>();
  const headers = { authorization: `Bearer ${token}` };
  request(new URL('/users/me', product().api), { localAddress, headers }, (answer) => {
    answer.resume().on('end', () => resolve(answer.statusCode));
  })
    .on('error', reject)
    .end();
  return promise;
}

describe.each(ways)('a token %s that was got with a personal access token', (_, got) => {
  it('K6 ends when that is revoked, and with it what was got with it', async () => {
    const [{ pat, token }, asker, applicationId] = await Promise.all([got(), aClient(), anApplication()]);
    const further = await tokenOf(`/applications/${applicationId}/token`, token);
    const isActive = async () => (await introspected(asker, further))['active'];
    expect([await statusOf(token), await isActive()]).toEqual([200, true]);
    await must(200, manage('revoke', pat));
    expect([await statusOf(token), await isActive()]).toEqual([401, false]);
  });

  it('K6 ends when anybody who found that revokes it', async () => {
    const { pat, token } = await got();
    await must(200, oauth('/oauth2/revoke', { token: pat.value }));
    expect(await statusOf(token)).toBe(401);
  });

  it('K6 ends when that is rotated without an overlap', async () => {
    const { pat, token } = await got();
    await must(200, manage('rotate', pat));
    expect(await statusOf(token)).toBe(401);
  });

  it('R4 is accepted from nowhere else', async () => {
    const { token } = await got({ AllowedCidrs: ['127.0.0.1/32'] });
    expect([await statusFrom('127.0.0.1', token), await statusFrom('127.0.0.2', token)]).toEqual([200, 401]);
  });
});

describe('the sessions of a service user', () => {
  it('T17 show none that was got with a personal access token which was revoked', async () => {
    const { pat, token } = await assumed();
    const { sub } = decodeJsonObject(token.split('.')[1] ?? '') ?? {};
    const shown = async () =>
      (await must(200, api('GET', `/users/${String(sub)}/sessions`, { as: pat.owner.token }))).body['Items'];
    expect(await shown()).toHaveLength(1);
    await must(200, manage('revoke', pat));
    expect(await shown()).toEqual([]);
  });
});

describe('Super-Admin mode', () => {
  it('K4 that was got with a secret which ends soon ends with it', async () => {
    const pat = await aPersonalToken(await anAddedSuperAdmin());
    await must(200, manage('rotate', pat, { body: { OverlapMinutes: 5 } }));
    const entered = await must(
      201,
      api('POST', '/users/super-admin/auth-token', { as: pat.value, body: { DurationMinutes: 60 } }),
    );
    expect(entered.body['ExpiresIn']).toBeLessThanOrEqual(300);
  });
});
