import { describe, expect, it } from 'vitest';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  aName,
  asServiceUser,
  assumedToken,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import {
  aMember,
  anAdministrator,
  aSuperAdmin,
  asSuperAdmin,
  enterMode,
  inMode,
  people,
} from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function create(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('POST', '/users', { as: await asSuperAdmin(), body, headers });
}

async function named(name: string): Promise<Record<string, unknown>[]> {
  const { ada } = await people();
  return items(await must(200, api('GET', `/users?name=${encodeURIComponent(name)}`, { as: ada.token })));
}

describe('createUser', () => {
  describe('answers', () => {
    it('C6, C7 a service user with the default-users role and Public', async () => {
      const name = aName();
      const answer = await must(201, create({ Name: `  ${name} `, Description: 'loads' }));
      expect(answer.body).toMatchObject({
        UserName: `${name}@service`,
        DisplayName: name,
        Description: 'loads',
        IsServiceUser: true,
        Status: 'enabled',
        Roles: [{ RoleId: 'SystemRole-DefaultUsers', RoleName: 'SystemRole-DefaultUsers' }],
        DefaultRoleId: 'SystemRole-DefaultUsers',
        Teams: [{ TeamId: 'Public', TeamName: 'Public' }],
        LastActiveAt: null,
        Version: 1,
      });
      expect(answer.headers.get('location')).toBe(`/users/${field(answer, 'UserId')}`);
      expect(answer.headers.get('etag')).toBe('"1"');
    });

    it.each([
      ['Admin', 'SystemRole-SystemAdministrators'],
      ['Manager', 'SystemRole-Managers'],
      ['Member', 'SystemRole-DefaultUsers'],
      ['SystemRole-Managers', 'SystemRole-Managers'],
    ])('C6 %s as the default role, beside the default-users role', async (Role, roleId) => {
      const answer = await must(201, create({ Name: aName(), Role }));
      expect(answer.body['DefaultRoleId']).toBe(roleId);
      const roles = (answer.body['Roles'] as { RoleId: string }[]).map(({ RoleId }) => RoleId);
      expect(roles.sort()).toEqual([...new Set(['SystemRole-DefaultUsers', roleId])].sort());
    });

    it('C6, C7 a role of one`s own by name, teams by id and name, each once', async () => {
      const [role, one, other] = await Promise.all([aCreatedRole(), aCreatedTeam(), aCreatedTeam()]);
      const Teams = [one.teamId, one.name.toUpperCase(), 'public', other.name];
      const answer = await must(201, create({ Name: aName(), Role: role.name.toUpperCase(), Teams }));
      expect(answer.body['DefaultRoleId']).toBe(role.roleId);
      const teams = (answer.body['Teams'] as { TeamId: string }[]).map(({ TeamId }) => TeamId);
      expect(teams.sort()).toEqual(['Public', one.teamId, other.teamId].sort());
    });

    it('C15 a service user that its creator may assume without the mode', async () => {
      const owner = await aSuperAdmin();
      await assumedToken(owner, await aCreatedServiceUser({ owner }));
    });

    it.each(['', '   ', '\t', '!!!', '@', '_-_', 'ÄÖÜ'])('C10 refuses the name %j', async (Name) => {
      expect((await create({ Name })).status).toBe(400);
    });

    it.each([
      [{ Email: 'a@example.com' }, 'Email'],
      [{ Password: 'x' }, 'Password'],
      [{ IsServiceUser: false }, 'IsServiceUser'],
      [{ Teams: 'Public' }, 'Teams'],
      [{ Role: 7 }, 'Role'],
    ])('I3 refuses %j', async (extra, path) => {
      const name = aName();
      const answer = await create({ Name: name, ...extra });
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
      expect(answer.body['errors']).toMatchObject([{ path }]);
      expect(await named(name)).toEqual([]);
    });

    it('C1 refuses a member of the Super-Admin group without the mode', async () => {
      const answer = await api('POST', '/users', {
        as: (await aSuperAdmin()).token,
        body: { Name: aName() },
      });
      expect([answer.status, answer.body['code']]).toEqual([403, 'super-admin-mode-required']);
    });

    it('C2 refuses an administrator', async () => {
      const answer = await api('POST', '/users', {
        as: (await anAdministrator()).token,
        body: { Name: aName() },
      });
      expect([answer.status, answer.body['code']]).toEqual([403, 'super-admin-mode-required']);
    });

    it('C3 refuses once the mode is over, by the token of the mode and by the person', async () => {
      const boss = await aSuperAdmin();
      const as = await enterMode(boss.token);
      await must(204, api('DELETE', '/users/super-admin/auth-token', { as }));
      await must(401, api('POST', '/users', { as, body: { Name: aName() } }));
      await must(403, api('POST', '/users', { as: boss.token, body: { Name: aName() } }));
    });
  });

  refuses('createUser', {
    'super-admin-mode-required': [
      403,
      'C5 only the mode creates',
      async () => await api('POST', '/users', { as: (await aMember()).token, body: { Name: aName() } }),
    ],
    'not-for-service-users': [
      403,
      'C4 a request that runs as a service user, whatever its role',
      async () => await api('POST', '/users', { ...(await asServiceUser()), body: { Name: aName() } }),
    ],
    'unknown-role-or-team': [
      400,
      'C8 an unknown role',
      async () => await create({ Name: aName(), Role: 'SystemRole-Gods' }),
    ],
    'name-not-usable': [400, 'C10 a name of symbols', async () => await create({ Name: '***' })],
    'role-not-held': [
      400,
      'C12, K10 a first token bound to a role that the user does not begin with',
      async () => await create({ Name: aName(), Token: { Name: 'first', RoleId: 'SystemRole-Managers' } }),
    ],
    'name-taken': [
      409,
      'C9 a name that makes the same user name',
      async () => await create({ Name: (await aCreatedServiceUser()).name.toUpperCase() }),
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const name = aName();
        return await losing(name, () => create({ Name: name }));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const name = aName();
        return await losing(name, () => create({ Name: name }, { 'Idempotency-Key': name }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const key = { 'Idempotency-Key': aName('key') };
        await must(201, create({ Name: aName() }, key));
        return await create({ Name: aName() }, key);
      },
    ],
  });

  describe('keeps', () => {
    it('C9 one holder of a name that 64 ask for at once', async () => {
      const name = aName();
      const answers = await atOnce(64, () => create({ Name: name }));
      expect(statusesOf(answers)).toEqual({ 201: 1, 409: 63 });
      expect(new Set(answers.map(({ body }) => body['code']))).toEqual(new Set([undefined, 'name-taken']));
      expect(await named(name)).toHaveLength(1);
    });

    it('C8 nothing stored for an unknown team, and the name stays free', async () => {
      const name = aName();
      const answer = await create({ Name: name, Teams: ['Public', 'no-such-team'] });
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'Teams.1' }] });
      expect(await named(name)).toEqual([]);
      await must(201, create({ Name: name }));
    });

    it('12 equal Idempotency-Keys at once make one user', async () => {
      const name = aName();
      const answers = await atOnce(12, () => create({ Name: name }, { 'Idempotency-Key': name }));
      expect(statusesOf(answers)).toEqual({ 201: 12 });
      const where = answers.map(({ headers }) => [headers.get('location'), headers.get('etag')]);
      expect(where).toEqual(Array(12).fill([`/users/${String(answers[0]?.body['UserId'])}`, '"1"']));
      const replayed = answers.filter(({ headers }) => headers.has('idempotency-replayed'));
      expect(replayed).toHaveLength(11);
      expect(await named(name)).toHaveLength(1);
    });

    it('C5 nothing stored when the mode ends between decision and write', async () => {
      const boss = await aSuperAdmin();
      const as = await inMode(boss);
      const name = aName();
      const answer = await overtaken(name, {
        call: () => api('POST', '/users', { as, body: { Name: name } }),
        by: () => must(204, api('DELETE', '/users/super-admin/auth-token', { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'super-admin-mode-required']);
      expect(await named(name)).toEqual([]);
    });

    it('C14 the service user as it is when its creator is disabled', async () => {
      const owner = await aSuperAdmin();
      const { userId } = await aCreatedServiceUser({ owner });
      await must(200, api('POST', `/users/${owner.userId}/disable`, { as: await asSuperAdmin() }));
      const answer = await must(200, api('GET', `/users/${userId}`, { as: (await people()).linus.token }));
      expect(answer.body).toMatchObject({
        Status: 'enabled',
        CreatedBy: { UserId: owner.userId },
        Version: 1,
      });
    });

    it('a record of who created what, in which role, by which request', async () => {
      const { ada } = await people();
      const name = aName();
      const created = await create({ Name: name });
      const userId = field(created, 'UserId');
      const events = items(await must(200, api('GET', `/users/${userId}/events`, { as: ada.token })));
      expect(events).toEqual([
        {
          EventId: expect.stringMatching(/^evt_/),
          At: created.body['CreatedAt'],
          Action: 'createUser',
          ActorId: ada.userId,
          TargetId: userId,
          RoleId: 'Super-Admin',
          Detail: { userName: `${name}@service`, defaultRoleId: 'SystemRole-DefaultUsers' },
          RequestId: created.headers.get('x-amzn-requestid'),
          SourceIp: '127.0.0.1',
        },
      ]);
    });
  });
});
