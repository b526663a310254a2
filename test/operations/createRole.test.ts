import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { aCreatedRole, aName, asServiceUser, plantedPersons, unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function create(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('POST', '/roles', {
    as: await asSuperAdmin(),
    body: { Permissions: [], ...body },
    headers,
  });
}

describe('createRole', () => {
  describe('answers', () => {
    it('a role that its creator manages', async () => {
      const { ada } = await people();
      const name = aName('role');
      const answer = await must(201, create({ RoleName: ` ${name} `, Permissions: ['bi.view', 'bi.view'] }));
      expect(answer.body).toEqual({
        RoleId: expect.stringMatching(/^rol_/),
        RoleName: name,
        Description: '',
        Permissions: ['bi.view'],
        RoleManagers: [ada.userId],
        BuiltIn: false,
      });
      expect(answer.headers.get('location')).toBe(`/roles/${field(answer, 'RoleId')}`);
    });

    it('a role to roles.manage, with managers as named', async () => {
      const [admin, { linus }] = await Promise.all([anAdministrator(), people()]);
      const body = { RoleName: aName('role'), Permissions: [], RoleManagers: [linus.userId] };
      const answer = await must(201, api('POST', '/roles', { as: admin.token, body }));
      expect(answer.body['RoleManagers']).toEqual([linus.userId]);
    });

    it.each([
      ['RoleName', { RoleName: ' ' }],
      ['RoleName', { RoleName: 'Data\u200b' }],
      ['RoleName', { RoleName: 'x'.repeat(129) }],
      ['Permissions.0', { RoleName: 'x', Permissions: ['users'] }],
      ['Permissions.0', { RoleName: 'x', Permissions: ['users.own'] }],
      ['Permissions.0', { RoleName: 'x', Permissions: ['Users.view'] }],
      ['RoleManagers.0', { RoleName: 'x', RoleManagers: ['linus'] }],
      ['RoleManagers.0', { RoleName: 'x', RoleManagers: [unknownId.person] }],
      ['BuiltIn', { RoleName: 'x', BuiltIn: true }],
    ])('I3 refuses %s of %j', async (path, body) => {
      const answer = await create(body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
      expect(answer.body['errors']).toMatchObject([{ path }]);
    });

    it('a role whose name is in NFC with single spaces, and found in any form', async () => {
      const name = aName('role');
      const made = await must(201, create({ RoleName: `\u2003Cafe\u0301\u00a0 ${name}` }));
      expect(made.body['RoleName']).toBe(`Café ${name}`);
      const body = { Name: aName(), Role: `CAFE\u0301 ${name}\u200b` };
      const user = await must(201, api('POST', '/users', { as: await asSuperAdmin(), body }));
      expect(user.body['DefaultRoleId']).toBe(made.body['RoleId']);
    });

    it('I3 refuses the id of another role as a name, in any case and with spaces', async () => {
      const { roleId } = await aCreatedRole();
      for (const RoleName of [roleId, ` ${roleId.toUpperCase()} `, roleId.replace('rol_', 'ｒol_')]) {
        const { status, body } = await create({ RoleName });
        expect([status, body['code'], body['errors']]).toEqual([
          400,
          'invalid-request',
          [{ path: 'RoleName', message: 'must not have the shape of an id' }],
        ]);
      }
    });

    it('refuses a member and a manager', async () => {
      const { linus, grace } = await people();
      for (const { token } of [linus, grace]) {
        const body = { RoleName: aName('role'), Permissions: [] };
        expect((await api('POST', '/roles', { as: token, body })).body['code']).toBe('not-allowed');
      }
    });
  });

  refuses('createRole', {
    'not-for-service-users': [
      403,
      'a service user makes no role, whatever its own',
      async () =>
        await api('POST', '/roles', { ...(await asServiceUser()), body: { RoleName: 'x', Permissions: [] } }),
    ],
    'name-taken': [
      409,
      'the name of another role in any case',
      async () => await create({ RoleName: (await aCreatedRole()).name.toUpperCase() }),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const name = aName('role');
        return await losing(name, () => create({ RoleName: name }));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const name = aName('role');
        return await losing(
          name,
          () => create({ RoleName: name }, { 'Idempotency-Key': name }),
          'IDEMPOTENCY#',
        );
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const key = { 'Idempotency-Key': aName('key') };
        await must(201, create({ RoleName: aName('role') }, key));
        return await create({ RoleName: aName('role') }, key);
      },
    ],
  });

  it('tells of an unknown manager before it tells that the name is that of a built-in role', async () => {
    const answer = await create({ RoleName: 'Admin', RoleManagers: [unknownId.person] });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
  });

  describe('keeps', () => {
    it.each([
      'Admin',
      'manager',
      'MEMBER',
      'systemrole-managers',
      'Super-Admin',
      'ＡＤＭＩＮ',
      'M\u1d49mber',
    ])('the name %s for the built-in role', async (RoleName) => {
      expect((await create({ RoleName })).body['code']).toBe('name-taken');
    });

    it('30 managers, and refuses 31', async () => {
      const managers = await plantedPersons(31);
      const key = { 'Idempotency-Key': aName('key') };
      await must(201, create({ RoleName: aName('role'), RoleManagers: managers.slice(1) }, key));
      await must(400, create({ RoleName: aName('role'), RoleManagers: managers }));
    });

    it('one role of a name that 12 ask for at once', async () => {
      const name = aName('role');
      const answers = await atOnce(12, () => create({ RoleName: name }));
      expect(statusesOf(answers)).toEqual({ 201: 1, 409: 11 });
    });

    it('one role for 12 equal Idempotency-Keys at once', async () => {
      const name = aName('role');
      const answers = await atOnce(12, () => create({ RoleName: name }, { 'Idempotency-Key': name }));
      expect(statusesOf(answers)).toEqual({ 201: 12 });
      expect(new Set(answers.map(({ body }) => body['RoleId'])).size).toBe(1);
    });

    it('a creator without the role itself: managing is not holding', async () => {
      const { ada } = await people();
      const { roleId } = await aCreatedRole();
      const listed = items(await must(200, api('GET', `/users?role=${roleId}`, { as: ada.token })));
      expect(listed).toEqual([]);
    });
  });
});
