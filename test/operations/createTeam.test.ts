import { describe, expect, it } from 'vitest';
import { api, field, must, type Answer } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, aCreatedTeam, aName } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function create(TeamName: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return await api('POST', '/teams', { as: await asSuperAdmin(), body: { TeamName }, headers });
}

describe('createTeam', () => {
  describe('answers', () => {
    it('a team, to a manager', async () => {
      const { grace } = await people();
      const name = aName('team');
      const headers = { 'X-Role-Id': 'SystemRole-Managers' };
      const answer = await must(
        201,
        api('POST', '/teams', { as: grace.token, body: { TeamName: ` ${name} ` }, headers }),
      );
      expect(answer.body).toEqual({ TeamId: expect.stringMatching(/^tem_/), TeamName: name });
      expect(answer.headers.get('location')).toBe(`/teams/${field(answer, 'TeamId')}`);
    });

    it('T6 a team to a service user whose role may', async () => {
      const acting = await actAs({ Role: 'Manager' });
      await must(201, api('POST', '/teams', { ...acting, body: { TeamName: aName('team') } }));
    });

    it('R4 refuses a manager under another of the roles, and a member', async () => {
      const { grace, linus } = await people();
      const headers = { 'X-Role-Id': 'SystemRole-DefaultUsers' };
      const body = { TeamName: aName('team') };
      await must(403, api('POST', '/teams', { as: grace.token, body, headers }));
      await must(403, api('POST', '/teams', { as: linus.token, body }));
    });

    it.each(['', '  ', 7, null, 'x'.repeat(129), 'a\nb', 'a\u2028b', '\u200b', 'a\u2060b', '\u0301a'])(
      'I3 refuses the name %j',
      async (name) => {
        expect((await create(name)).body).toMatchObject({ status: 400, errors: [{ path: 'TeamName' }] });
      },
    );

    it('I3 refuses the id of another team as a name, in any case and with spaces', async () => {
      const { teamId } = await aCreatedTeam();
      for (const name of [teamId, ` ${teamId.toUpperCase()} `, teamId.replace('tem_', 'rol_')]) {
        const { status, body } = await create(name);
        expect([status, body['code'], body['errors']]).toEqual([
          400,
          'invalid-request',
          [{ path: 'TeamName', message: 'must not have the shape of an id' }],
        ]);
      }
    });
  });

  refuses('createTeam', {
    'name-taken': [
      409,
      'the name of another team in any case',
      async () => await create((await aCreatedTeam()).name.toUpperCase()),
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const name = aName('team');
        return await losing(name, () => create(name, { 'Idempotency-Key': name }), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const key = { 'Idempotency-Key': aName('key') };
        await must(201, create(aName('team'), key));
        return await create(aName('team'), key);
      },
    ],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const name = aName('team');
        return await losing(name, () => create(name));
      },
    ],
  });

  describe('keeps', () => {
    it('one team of a name that 12 ask for at once', async () => {
      const name = aName('team');
      expect(statusesOf(await atOnce(12, () => create(name)))).toEqual({ 201: 1, 409: 11 });
    });

    it('one team for 12 equal Idempotency-Keys at once', async () => {
      const name = aName('team');
      const answers = await atOnce(12, () => create(name, { 'Idempotency-Key': `"${name}"` }));
      expect(statusesOf(answers)).toEqual({ 201: 12 });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('the name Public for Public', async () => {
      for (const name of ['pUBLIC', 'Ｐublic', 'Publ\u2071c']) {
        expect((await create(name)).body['code']).toBe('name-taken');
      }
    });

    it.each(['', ' ', 'x'.repeat(256), 'k\u00e9y'])(
      'what there is for the Idempotency-Key %j',
      async (key) => {
        const answer = await create(aName('team'), { 'Idempotency-Key': key });
        expect([answer.status, answer.body['errors']]).toMatchObject([400, [{ path: 'Idempotency-Key' }]]);
      },
    );
  });
});
