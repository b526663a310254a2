import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { roleKey, sessionKey, userKey, userShareKey } from '../../shared/store/keys.ts';
import { api, field, must } from '../support/api.ts';
import { aCreatedRole, aCreatedServiceUser, aName, assume, productTable } from '../support/created.ts';
import { resigned } from '../support/forged.ts';
import { whileDown } from '../support/interpose.ts';
import { aMember, aSuperAdmin, asSuperAdmin, enterMode, people, type SignedIn } from '../support/people.ts';
import { stored } from '../support/stored.ts';

interface Live {
  readonly who: SignedIn;
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

/** A token of a member with a share, which works. */
async function aLiveToken(): Promise<Live> {
  const who = await aMember();
  const { userId } = await aCreatedServiceUser({ sharedWith: who });
  const issued = await must(201, assume(who, { userId }));
  const live = { who, userId, sessionId: field(issued, 'SessionId'), token: field(issued, 'Token') };
  await must(200, api('GET', '/users/me', { as: who.token, assumed: live.token }));
  return live;
}

async function mustBeDead({ who, token }: Live): Promise<void> {
  await must(401, api('GET', '/users/me', { as: who.token, assumed: token }));
  await must(401, api('GET', '/users/me', { assumed: token }));
  await must(401, api('GET', '/users/me', { as: token }));
  await must(200, api('GET', '/users/me', { as: who.token }));
}

describe('a token that is well signed', () => {
  it('T12 stops when the share of the person in act ends', async () => {
    const live = await aLiveToken();
    await stored(await productTable(), { remove: userShareKey(live.userId, live.who.userId) });
    await mustBeDead(live);
  });

  it('T12 stops when the service user is gone', async () => {
    const live = await aLiveToken();
    await stored(await productTable(), { remove: userKey(live.userId) });
    await mustBeDead(live);
  });

  it('T17 stops when its record is gone', async () => {
    const live = await aLiveToken();
    await stored(await productTable(), { remove: sessionKey(live.userId, live.sessionId) });
    await mustBeDead(live);
  });

  it('T13 stops when its record has expired, though the table still holds it', async () => {
    const live = await aLiveToken();
    const table = await productTable();
    const record = await table.get(sessionKey(live.userId, live.sessionId));
    await stored(table, { put: { ...record, expiresAt: Date.now() - 1 } });
    await mustBeDead(live);
  });

  it('T12 of an earlier generation is dead, also signed anew with the present one', async () => {
    const live = await aLiveToken();
    const as = await asSuperAdmin();
    await must(200, api('POST', `/users/${live.userId}/disable`, { as }));
    await must(200, api('POST', `/users/${live.userId}/enable`, { as }));
    await mustBeDead(live);
    const { gen } = decodeJwt(live.token);
    const forged = await resigned(live.token, { claims: { gen: Number(gen) + 1 } });
    await mustBeDead({ ...live, token: forged });
  });

  it('T12 stops when the person in act is disabled, and stays dead when enabled again', async () => {
    const live = await aLiveToken();
    const as = await asSuperAdmin();
    await must(200, api('POST', `/users/${live.who.userId}/disable`, { as }));
    await must(401, api('GET', '/users/me', { assumed: live.token }));
    await must(200, api('POST', `/users/${live.who.userId}/enable`, { as }));
    await mustBeDead(live);
  });

  it('R7 stops when its role is deleted under it', async () => {
    const [who, { roleId }] = await Promise.all([aMember(), aCreatedRole()]);
    const { userId } = await aCreatedServiceUser({ sharedWith: who, Role: roleId });
    const issued = await must(201, assume(who, { userId }));
    await stored(await productTable(), { remove: roleKey(roleId) });
    await mustBeDead({ who, userId, sessionId: field(issued, 'SessionId'), token: field(issued, 'Token') });
  });

  it('C3 of a mode that has expired creates nothing: 401', async () => {
    const boss = await aSuperAdmin();
    const as = await enterMode(boss.token);
    const { jti } = decodeJwt(as);
    const table = await productTable();
    const record = await table.get(sessionKey(boss.userId, String(jti)));
    await stored(table, { put: { ...record, expiresAt: Date.now() - 1 } });
    await must(401, api('POST', '/users', { as, body: { Name: aName() } }));
  });
});

describe('in doubt', () => {
  it('nobody is let in: 503 with Retry-After while the table does not answer', async () => {
    const { who, token } = await aLiveToken();
    const rule = { call: 'BatchGetItem', holding: who.userId } as const;
    const answers = await whileDown(rule, () =>
      Promise.all([
        api('GET', '/users/me', { as: who.token }),
        api('GET', '/users/me', { assumed: token }),
        api('POST', '/users', { as: who.token, body: { Name: aName() } }),
      ]),
    );
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [503, 'temporarily-unavailable'],
      [503, 'temporarily-unavailable'],
      [503, 'temporarily-unavailable'],
    ]);
    await must(200, api('GET', '/users/me', { as: who.token }));
  });

  it('a request goes on where only the mark of activity cannot be written', async () => {
    const { ada } = await people();
    const { userId } = await aCreatedServiceUser();
    const token = field(await must(201, assume(ada, { userId })), 'Token');
    const rule = { call: 'UpdateItem', holding: userId } as const;
    await must(
      200,
      whileDown(rule, () => api('GET', '/users/me', { assumed: token })),
    );
  });
});
