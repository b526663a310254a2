import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, aCreatedServiceUser, aName, productTable, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aPersonalToken, aServiceToken, createToken, statusBy } from '../support/tokens.ts';
import { expression } from '../../shared/store/expression.ts';
import { userKey } from '../../shared/store/keys.ts';

const days = (from: unknown, to: unknown) => (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000;

describe('createToken', () => {
  describe('answers', () => {
    it('K1 a service token with its value, which works', async () => {
      const { ada } = await people();
      const { userId } = await aCreatedServiceUser();
      const answer = await must(201, createToken(userId, { Name: '  nightly load ' }));
      expect(answer.body).toEqual({
        TokenId: expect.stringMatching(/^tok_/),
        Name: 'nightly load',
        State: 'active',
        RoleId: null,
        AllowedCidrs: null,
        CreatedAt: expect.any(String),
        CreatedBy: { UserId: ada.userId, DisplayName: 'Ada Lovelace' },
        ExpiresAt: expect.any(String),
        LastUsedAt: null,
        Token: expect.stringMatching(/^sut_[0-9A-Za-z]{36}$/),
      });
      expect(days(answer.body['CreatedAt'], answer.body['ExpiresAt'])).toBe(90);
      const me = await must(200, api('GET', '/users/me', { as: field(answer, 'Token') }));
      expect(me.body).toMatchObject({ UserId: userId, IsServiceUser: true });
      expect(me.body).not.toHaveProperty('AssumedBy');
    });

    it('K5 a personal access token to a person, which is accepted bare too', async () => {
      const member = await aMember();
      const { value } = await aPersonalToken(member);
      expect(value).toMatch(/^pat_[0-9A-Za-z]{36}$/);
      const bare = await must(200, api('GET', '/users/me', { headers: { Authorization: value } }));
      expect(bare.body).toMatchObject({ UserId: member.userId, IsServiceUser: false });
    });

    it('K5 a personal access token to a service user that acts for itself, and names who was behind it', async () => {
      const { ada } = await people();
      const { as, assumed, userId } = await actAs();
      const answer = await must(201, api('POST', '/users/me/tokens', { as, assumed, body: { Name: 'own' } }));
      expect(field(answer, 'Token')).toMatch(/^pat_/);
      expect(answer.body['CreatedBy']).toEqual({
        UserId: ada.userId,
        DisplayName: 'Ada Lovelace',
        ServiceUserId: userId,
      });
      const next = await must(201, createToken('me', {}, { as: field(answer, 'Token') }));
      expect(next.body['CreatedBy']).toMatchObject({ UserId: userId });
      expect(await statusBy(field(next, 'Token'))).toBe(200);
    });

    it.each([
      [1, 1],
      [365, 365],
      [undefined, 90],
    ])('K4 a token for %s days: it ends after %i', async (ExpiresInDays, expected) => {
      const answer = await must(201, createToken('me', { ExpiresInDays }, { as: (await aMember()).token }));
      expect(days(answer.body['CreatedAt'], answer.body['ExpiresAt'])).toBe(expected);
    });

    it('K4 a token that never ends', async () => {
      const answer = await must(
        201,
        createToken('me', { ExpiresInDays: null }, { as: (await aMember()).token }),
      );
      expect(answer.body['ExpiresAt']).toBeNull();
    });

    it.each([0, 366, 1.5, -1, '30', true])('K4 refuses %j days with 400', async (ExpiresInDays) => {
      const answer = await must(400, createToken('me', { ExpiresInDays }, { as: (await aMember()).token }));
      expect(answer.body['errors']).toMatchObject([{ path: 'ExpiresInDays' }]);
    });

    it.each([
      ['Name', ' '],
      ['Name', 'a'.repeat(256)],
      ['AllowedCidrs', []],
      ['AllowedCidrs', ['10.0.0.0']],
      ['AllowedCidrs', ['10.0.0.0/33']],
      ['Token', 'sut_mine'],
    ])('K3, I3 refuses %s %j with 400', async (name, value) => {
      const answer = await must(400, createToken('me', { [name]: value }, { as: (await aMember()).token }));
      expect(answer.body['errors']).toMatchObject([{ path: expect.stringMatching(name) }]);
    });

    it('K10, R4 a token bound to an attached role, under which its requests run', async () => {
      const { userId, owner } = await aCreatedServiceUser({ Role: 'Manager' });
      const body = { RoleId: 'SystemRole-DefaultUsers' };
      const answer = await must(201, createToken(userId, body, { as: owner.token }));
      expect(answer.body).toMatchObject(body);
      const headers = { 'X-Role-Id': 'SystemRole-Managers' };
      const me = await must(200, api('GET', '/users/me', { as: field(answer, 'Token'), headers }));
      expect(me.body['ActiveRole']).toMatchObject({ RoleId: 'SystemRole-DefaultUsers' });
    });

    it('R4 by a token bound to a role only tokens bound to the same role', async () => {
      const target = await aCreatedServiceUser({ Role: 'Manager' });
      const { value } = await aServiceToken({ RoleId: 'SystemRole-DefaultUsers' }, target);
      const same = await must(201, createToken('me', {}, { as: value }));
      expect(same.body['RoleId']).toBe('SystemRole-DefaultUsers');
      await must(403, createToken('me', { RoleId: 'SystemRole-Managers' }, { as: value }));
    });

    it('H1 a token to whoever the service user is shared with, and to nobody else', async () => {
      const sharedWith = await aMember();
      const { userId } = await aCreatedServiceUser({ sharedWith });
      await must(201, createToken(userId, {}, { as: sharedWith.token }));
      for (const { token } of [await aMember(), await anAdministrator()]) {
        await must(403, createToken(userId, {}, { as: token }));
      }
    });

    it('K11, K12 no token of another person to anybody, not even in Super-Admin mode', async () => {
      const { userId } = await aMember();
      for (const as of [(await aMember()).token, (await anAdministrator()).token, await asSuperAdmin()]) {
        await must(403, createToken(userId, {}, { as }));
      }
    });

    it('a token that is refused outside of its ranges', async () => {
      const { userId } = await aCreatedServiceUser();
      const near = await must(201, createToken(userId, { AllowedCidrs: ['127.0.0.0/8', '::1/128'] }));
      const far = await must(201, createToken(userId, { AllowedCidrs: ['192.0.2.0/24'] }));
      expect(near.body['AllowedCidrs']).toEqual(['127.0.0.0/8', '::1/128']);
      expect(await statusBy(field(near, 'Token'))).toBe(200);
      expect(await statusBy(field(far, 'Token'))).toBe(401);
    });
  });

  refuses('createToken', {
    'user-not-found': [404, 'I9 an unknown user', async () => await createToken(unknownId.serviceUser)],
    'role-not-held': [
      400,
      'K10 a role that is not attached to the user',
      async () => await createToken((await aCreatedServiceUser()).userId, { RoleId: 'SystemRole-Managers' }),
    ],
    'token-name-taken': [
      409,
      'K3 the name of another token of the user',
      async () => {
        const { userId, name } = await aServiceToken();
        return await createToken(userId, { Name: ` ${name} ` });
      },
    ],
    'user-disabled': [
      409,
      'a disabled user',
      async () => await createToken((await aCreatedServiceUser({ disabled: true })).userId),
    ],
    'changed-meanwhile': [
      409,
      'T13 a user that is disabled between decision and write',
      async () => {
        const { userId, owner } = await aCreatedServiceUser();
        return await overtaken(userId, {
          call: () => createToken(userId),
          by: () => must(200, api('POST', `/users/${userId}/disable`, { as: owner.token })),
        });
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const { userId } = await aCreatedServiceUser();
        const headers = { 'Idempotency-Key': userId };
        return await losing(userId, () => createToken(userId, {}, { headers }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const { userId } = await aCreatedServiceUser();
        const headers = { 'Idempotency-Key': userId };
        await must(201, createToken(userId, {}, { headers }));
        return await createToken(userId, {}, { headers });
      },
    ],
  });

  describe('keeps', () => {
    it('K3 one holder of a name that 16 ask for at once', async () => {
      const { userId } = await aCreatedServiceUser();
      const answers = await atOnce(16, () => createToken(userId, { Name: 'same' }));
      expect(statusesOf(answers)).toEqual({ 201: 1, 409: 15 });
      expect(new Set(answers.map(({ body }) => body['code']))).toEqual(
        new Set([undefined, 'token-name-taken']),
      );
      const { ada } = await people();
      expect(items(await api('GET', `/users/${userId}/tokens`, { as: ada.token }))).toHaveLength(1);
    });

    it('K3 the name in NFC with single spaces, and takes none with what nobody sees', async () => {
      const { userId } = await aCreatedServiceUser();
      const made = await must(201, createToken(userId, { Name: 'Cafe\u0301\u00a0 nightly' }));
      expect(made.body['Name']).toBe('Café nightly');
      expect((await createToken(userId, { Name: 'Café nightly' })).body['code']).toBe('token-name-taken');
      const refused = await must(400, createToken(userId, { Name: 'Café nightly\u200b' }));
      expect(refused.body['errors']).toMatchObject([{ path: 'Name' }]);
    });

    it('K3 names of one user apart from those of another, and in their case', async () => {
      const { userId, name } = await aServiceToken();
      await must(201, createToken(userId, { Name: name.toUpperCase() }));
      await must(201, createToken((await aCreatedServiceUser()).userId, { Name: name }));
    });

    it('K1, A5 the value nowhere: not in the partition, the record or the replayed answer', async () => {
      const { userId } = await aCreatedServiceUser();
      const sent = { Name: aName('token') };
      const headers = { 'Idempotency-Key': userId };
      const first = await must(201, createToken(userId, sent, { headers }));
      const { Token, ...others } = first.body;
      const replayed = await must(201, createToken(userId, sent, { headers }));
      expect(replayed.body).toEqual(others);
      expect(replayed.headers.get('idempotency-replayed')).toBe('true');
      const table = await productTable();
      for (const pk of [userKey(userId).pk, `AUDIT#${userId}`]) {
        const { items: kept } = await table.query({ key: expression`#pk = ${pk}` });
        expect(kept.length).toBeGreaterThan(0);
        expect(JSON.stringify(kept)).not.toContain(String(Token).slice(4));
      }
    });

    it('nothing made while assumed when the session ends between decision and write', async () => {
      const { as, assumed, userId } = await actAs();
      const [session] = items(await api('GET', `/users/${userId}/sessions`, { as }));
      const answer = await overtaken(userId, {
        call: () => api('POST', '/users/me/tokens', { as, assumed, body: { Name: 'own' } }),
        by: () =>
          must(204, api('DELETE', `/users/${userId}/sessions/${String(session?.['SessionId'])}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'changed-meanwhile']);
      expect(items(await api('GET', `/users/${userId}/tokens`, { as }))).toEqual([]);
    });
  });
});
