import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { putNewTeam } from '../../shared/store/teams.ts';
import { api, field, items, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  aDeletingServiceUser,
  aName,
  aPlantedServiceUser,
  asServiceUser,
  productTable,
  unknownId,
} from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aMember, anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { stored } from '../support/stored.ts';

async function update(userId: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('PATCH', `/users/${userId}`, { as: (await people()).ada.token, body, headers });
}

describe('updateUser', () => {
  describe('answers', () => {
    it('the user with what was changed, and nothing else', async () => {
      const { userId, name } = await aCreatedServiceUser();
      const answer = await must(200, update(userId, { DisplayName: ' Nightly ', Description: 'new' }));
      expect(answer.body).toMatchObject({
        DisplayName: 'Nightly',
        Description: 'new',
        UserName: `${name}@service`,
        Version: 2,
      });
      expect(answer.headers.get('etag')).toBe('"2"');
    });

    it('a default role that is attached', async () => {
      const { userId } = await aCreatedServiceUser({ Role: 'Manager' });
      const answer = await must(200, update(userId, { DefaultRoleId: 'SystemRole-DefaultUsers' }));
      expect(answer.body['DefaultRoleId']).toBe('SystemRole-DefaultUsers');
    });

    it('C7 the new set of teams, with Public always among them', async () => {
      const [one, other] = await Promise.all([aCreatedTeam(), aCreatedTeam()]);
      const { userId } = await aCreatedServiceUser({ Teams: [one.teamId] });
      const moved = await must(200, update(userId, { Teams: [other.name] }));
      expect(moved.body['Teams']).toEqual([
        { TeamId: 'Public', TeamName: 'Public' },
        { TeamId: other.teamId, TeamName: other.name },
      ]);
      const left = await must(200, update(userId, { Teams: [] }));
      expect(left.body['Teams']).toEqual([{ TeamId: 'Public', TeamName: 'Public' }]);
    });

    it.each(['"1"', '1', 'W/"1"', '*'])('takes If-Match: %s', async (ifMatch) => {
      const { userId } = await aCreatedServiceUser();
      await must(200, update(userId, { Description: 'x' }, { 'If-Match': ifMatch }));
    });

    it.each([
      ['UserName', { UserName: 'x@service' }],
      ['IsServiceUser', { IsServiceUser: false }],
      ['Email', { Email: 'x@example.com' }],
      ['Status', { Status: 'disabled' }],
      ['Roles', { Roles: [] }],
      ['DisplayName', { DisplayName: '   ' }],
      ['Description', { Description: 7 }],
    ])('I3, I11 refuses to change %s', async (path, body) => {
      const { userId } = await aCreatedServiceUser();
      const answer = await update(userId, { ...body });
      expect([answer.status, answer.body['code']]).toEqual([400, 'invalid-request']);
      expect(answer.body['errors']).toMatchObject([{ path }]);
      const after = await api('GET', `/users/${userId}`, { as: (await people()).ada.token });
      expect(after.body['Version']).toBe(1);
    });

    it('the same user for a change to what it is already', async () => {
      const { userId, name } = await aCreatedServiceUser();
      const answer = await must(200, update(userId, { DisplayName: name, Teams: ['Public'] }));
      expect(answer.body['Version']).toBe(1);
    });

    it('a person to users.manage, not to another member', async () => {
      const [admin, target, { linus }] = await Promise.all([anAdministrator(), aMember(), people()]);
      const body = { Description: 'on leave' };
      await must(403, api('PATCH', `/users/${target.userId}`, { as: linus.token, body }));
      await must(200, api('PATCH', `/users/${target.userId}`, { as: admin.token, body }));
    });
  });

  refuses('updateUser', {
    'not-for-service-users': [
      403,
      'a service user edits nobody, not even itself',
      async () => {
        const acting = await asServiceUser();
        return await api('PATCH', `/users/${acting.userId}`, { ...acting, body: { Description: 'x' } });
      },
    ],
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await update(unknownId.serviceUser, { Description: 'x' }),
    ],
    'role-not-held': [
      400,
      'a default role that is not attached',
      async () =>
        await update((await aCreatedServiceUser()).userId, { DefaultRoleId: 'SystemRole-Managers' }),
    ],
    'unknown-role-or-team': [
      400,
      'C8 an unknown team',
      async () => await update((await aCreatedServiceUser()).userId, { Teams: ['no-such-team'] }),
    ],
    'user-deleting': [
      409,
      'a user that is being deleted',
      async () => await update((await aDeletingServiceUser()).userId, { Description: 'x' }),
    ],
    'version-stale': [
      412,
      'a change that rests on an older version',
      async () => {
        const { userId } = await aCreatedServiceUser();
        await must(200, update(userId, { Description: 'x' }));
        return await update(userId, { Description: 'y' }, { 'If-Match': '"1"' });
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race five times',
      async () => {
        const { userId } = await aCreatedServiceUser();
        return await losing(userId, () => update(userId, { Description: 'x' }));
      },
    ],
  });

  it.each([
    ['role-not-held', { DefaultRoleId: 'SystemRole-Managers' }],
    ['unknown-role-or-team', { Teams: ['no-such-team'] }],
  ])('tells %s before the 409 of a user that is being deleted', async (code, body) => {
    const answer = await update((await aDeletingServiceUser()).userId, body);
    expect([answer.status, answer.body['code']]).toEqual([400, code]);
  });

  describe('keeps', () => {
    it('every change of 16 callers at once, each decided on what the others wrote', async () => {
      const { userId } = await aCreatedServiceUser();
      const answers = await atOnce(16, (index) => update(userId, { Description: `by ${index}` }));
      const changed = statusesOf(answers)[200] ?? 0;
      const user = await api('GET', `/users/${userId}`, { as: (await people()).ada.token });
      expect(user.body['Version']).toBe(1 + changed);
      expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    });

    it('one of two changes that rest on the same version', async () => {
      const { userId } = await aCreatedServiceUser();
      const answer = await overtaken(`late ${userId}`, {
        call: () => update(userId, { Description: `late ${userId}` }, { 'If-Match': '"1"' }),
        by: () => must(200, update(userId, { Description: 'early' }, { 'If-Match': '"1"' })),
      });
      expect([answer.status, answer.body['code']]).toEqual([412, 'version-stale']);
    });

    it('lists in step: a new name, role and team are found at once', async () => {
      const [role, team, { ada }] = await Promise.all([aCreatedRole(), aCreatedTeam(), people()]);
      const { userId } = await aCreatedServiceUser({ Role: role.roleId });
      const name = aName('renamed');
      await must(200, update(userId, { DisplayName: name, Teams: [team.teamId] }));
      for (const query of [`name=${name}`, `team=${team.teamId}`, `role=${role.roleId}&name=${name}`]) {
        const found = items(await must(200, api('GET', `/users?${query}`, { as: ada.token })));
        expect(found.map(({ UserId }) => UserId)).toEqual([userId]);
      }
    });

    it('room in one write to exchange all 19 teams of somebody who holds 30 roles', async () => {
      const made = Array.from({ length: 19 }, () => ({ teamId: newId('team'), teamName: aName('team') }));
      const writes = made.map(putNewTeam).flatMap(({ team, name }) => [team, name]);
      await stored(await productTable(), ...writes);
      const named = (count: number, id: () => string) =>
        Object.fromEntries(Array.from({ length: count }, () => [id(), 'any']));
      const teams = { Public: 'Public', ...named(19, () => newId('team')) };
      const { userId } = await aPlantedServiceUser({ roles: named(30, () => newId('role')), teams });
      const body = { DisplayName: 'all new', Teams: made.map(({ teamId }) => teamId) };
      const answer = await must(200, update(userId, body));
      expect(answer.body['Teams']).toHaveLength(20);
    });

    it('C7 what was read, sent back: nineteen teams and Public are no change, a twentieth is refused', async () => {
      const made = Array.from({ length: 20 }, () => ({ teamId: newId('team'), teamName: aName('team') }));
      const writes = made.map(putNewTeam).flatMap(({ team, name }) => [team, name]);
      await stored(await productTable(), ...writes);
      const ids = made.map(({ teamId }) => teamId);
      const as = await asSuperAdmin();
      const Teams = [...ids.slice(0, 19), 'Public'];
      const created = await must(201, api('POST', '/users', { as, body: { Name: aName(), Teams } }));
      const userId = field(created, 'UserId');
      const read = (created.body['Teams'] as { TeamId: string }[]).map(({ TeamId }) => TeamId);
      expect(read).toHaveLength(20);
      const names = made.slice(0, 19).map(({ teamName }) => teamName.toUpperCase());
      for (const sent of [read, [...read, ...names], [...read, ...read]]) {
        const again = await must(200, update(userId, { Teams: sent }));
        expect([again.body['Version'], again.body['Teams']]).toEqual([1, created.body['Teams']]);
      }
      const tooMany = { path: 'Teams', message: 'must name at most 19 teams beside Public' };
      const refused = await Promise.all([
        update(userId, { Teams: ids }),
        api('POST', '/users', { as, body: { Name: aName(), Teams: ids } }),
      ]);
      expect(refused.map(({ status, body }) => [status, body['errors']])).toEqual([
        [400, [tooMany]],
        [400, [tooMany]],
      ]);
      const entries = await update(userId, { Teams: Array.from({ length: 51 }, () => 'Public') });
      expect([entries.status, entries.body['errors']]).toMatchObject([400, [{ path: 'Teams' }]]);
    });

    it('a record of which fields changed', async () => {
      const { userId } = await aCreatedServiceUser();
      const changed = await must(200, update(userId, { Description: 'x' }));
      const [event] = items(await api('GET', `/users/${userId}/events`, { as: await asSuperAdmin() }));
      expect(event).toMatchObject({ Action: 'updateUser', Detail: { changed: ['description'] } });
      expect(event?.['At']).toBe(field(changed, 'UpdatedAt'));
    });
  });
});
