import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handle as createToken } from '../../functions/createToken.ts';
import { handle as createUser } from '../../functions/createUser.ts';
import { handle as restoreToken } from '../../functions/restoreToken.ts';
import { handle as rotateToken } from '../../functions/rotateToken.ts';
import { newId, type PersonId } from '../../shared/domain/ids.ts';
import type { PersonPrincipal } from '../../shared/domain/principal.ts';
import { defaultUsersRole } from '../../shared/domain/role.ts';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import type { Person } from '../../shared/domain/user.ts';
import { readTokenPolicy } from '../../shared/policy/tokenPolicy.ts';
import type { TokenDependencies } from '../../shared/runtime/tokenDependencies.ts';
import { putNewToken, queryOwnTokens, revokeSecrets } from '../../shared/store/tokens.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { aPerson } from '../support/aPerson.ts';
import { aToken, type ATokenWithValue } from '../support/aToken.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { stored, userWrites } from '../support/stored.ts';

const now = instant(1_760_000_000_000);
let store: EmbeddedTable;
beforeAll(async () => {
  store = await embeddedTable();
});

let ada: Person;
beforeEach(async () => {
  ada = aPerson();
  await stored(store.table, ...userWrites(ada));
});

/** The dependencies of a deployment with that policy. */
function under(policy: object): TokenDependencies {
  const { table, usage } = store;
  return {
    ...{ table, usage, newId, clock: () => now, publicKeys: new PublicKeys(table, () => now) },
    tokenPolicy: readTokenPolicy(JSON.stringify(policy)),
    tokenPrefixes: { service: 'acme', personal: 'mine' },
  };
}

/** A call of ada's about herself. */
function call<Body>(operation: string, body: Body, inMode = false) {
  const { userId, displayName, generation, modeGeneration } = ada;
  const mode = { sessionId: newId('session'), expiresAt: addMinutes(now, 5) };
  const principal: PersonPrincipal = {
    kind: 'person',
    ...{ userId, displayName, generation, modeGeneration, member: inMode },
    role: defaultUsersRole,
    ...(inMode ? { mode } : {}),
  };
  return {
    ...{ operation, requestId: newId('event'), sourceIp: '192.0.2.7', now },
    ...{ idempotency: undefined, query: undefined, ifMatch: undefined, body },
    caller: { principal, access: undefined, missing: undefined, by: ['targetIsSelf'] },
  };
}

const body = { Name: 'nightly', ExpiresInDays: 90 as number | null };

async function aPersonalToken(given: Parameters<typeof aToken>[0] = {}): Promise<ATokenWithValue> {
  const token = aToken({ userId: ada.userId, kind: 'personal', createdAt: now, ...given });
  const { name, token: writes } = putNewToken(token.own, token.secret);
  await stored(store.table, name, ...writes);
  return token;
}

function about({ own }: ATokenWithValue) {
  return { params: { userId: ada.userId, tokenId: own.tokenId } };
}

async function tokensOf(userId: PersonId) {
  return (await queryOwnTokens(store.table, { userId, limit: 10, after: undefined })).tokens;
}

describe('the token policy at issue', () => {
  it.each([
    [{ longestDays: 30 }, body, 'Rule longestDays: a personal token lives at most 30 days.'],
    [
      { neverAllowed: false },
      { ...body, ExpiresInDays: null },
      'Rule neverAllowed: a personal token must expire.',
    ],
    [{ roleRequired: true }, body, 'Rule roleRequired: bind a personal token to a role.'],
    [
      { cidrs: ['10.0.0.0/8'] },
      { ...body, AllowedCidrs: ['10.1.0.0/16', '192.0.2.0/24'] },
      'Rule cidrs: a personal token works from 10.0.0.0/8 only.',
    ],
  ])('refuses a new token, naming the rule, and stores nothing: %j', async (personal, sent, detail) => {
    const request = { ...call('createToken', sent), params: { userId: ada.userId } };
    expect(await createToken(request, under({ personal }))).toEqual({ refused: 'token-policy', detail });
    expect(await tokensOf(ada.userId)).toEqual([]);
  });

  it('takes a token that keeps to it, with the configured prefix', async () => {
    const personal = { longestDays: 90, neverAllowed: false, roleRequired: true, cidrs: ['10.0.0.0/8'] };
    const sent = { ...body, RoleId: defaultUsersRole.roleId, AllowedCidrs: ['10.1.0.0/16'] };
    const request = { ...call('createToken', sent), params: { userId: ada.userId } };
    const answer = await createToken(request, under({ personal }));
    expect(answer).toMatchObject({ status: 201, body: { Token: expect.stringMatching(/^mine_/) } });
  });

  it('takes a token without ranges of its own, which keeps within those of the policy at use', async () => {
    const request = { ...call('createToken', body), params: { userId: ada.userId } };
    expect(await createToken(request, under({ personal: { cidrs: ['10.0.0.0/8'] } }))).toMatchObject({
      status: 201,
    });
  });

  it('C12 refuses a first token together with its service user', async () => {
    const request = { ...call('createUser', { Name: 'svc-policy', Token: body }, true), params: {} };
    expect(await createUser(request, under({ service: { longestDays: 30 } }))).toEqual({
      refused: 'token-policy',
      detail: 'Rule longestDays: a service token lives at most 30 days.',
    });
    const allowed = await createUser(request, under({ service: { longestDays: 90 } }));
    expect(allowed).toMatchObject({
      status: 201,
      body: { Token: { Token: expect.stringMatching(/^acme_/) } },
    });
  });

  it('refuses a new secret and a restoration of a token that is not allowed any more', async () => {
    const token = await aPersonalToken();
    const dependencies = under({ personal: { longestDays: 30 } });
    const refusal = {
      refused: 'token-policy',
      detail: 'Rule longestDays: a personal token lives at most 30 days.',
    };
    const rotate = { ...call('rotateToken', { OverlapMinutes: 0 }), ...about(token) };
    expect(await rotateToken(rotate, dependencies)).toEqual(refusal);
    await stored(store.table, ...revokeSecrets(token.own, [token.own.hash], now));
    const restore = { ...call('restoreToken', undefined), ...about(token) };
    expect(await restoreToken(restore, dependencies)).toEqual(refusal);
    expect(await restoreToken(restore, under({}))).toMatchObject({ status: 200 });
  });
});
