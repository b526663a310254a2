import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { aName, asServiceUser } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { anAdministrator, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function put(applicationId: string, body: object = { Name: 'Reports' }, as?: string) {
  return await api('PUT', `/applications/${applicationId}`, { as: as ?? (await asSuperAdmin()), body });
}

describe('putApplication', () => {
  describe('answers', () => {
    it('L1 a new application, open to service users unless said otherwise', async () => {
      const applicationId = aName('app');
      const answer = await must(200, put(applicationId, { Name: ' Reports ' }));
      const expected = {
        ApplicationId: applicationId,
        Name: 'Reports',
        InteractiveOnly: false,
        BuiltIn: false,
      };
      expect(answer.body).toEqual(expected);
      const listed = await api('GET', '/applications?limit=200', { as: (await people()).linus.token });
      expect(items(listed)).toContainEqual(expected);
    });

    it('the changed application', async () => {
      const applicationId = aName('app');
      await must(200, put(applicationId));
      const answer = await must(200, put(applicationId, { Name: 'Reports 2', InteractiveOnly: true }));
      expect(answer.body).toMatchObject({ Name: 'Reports 2', InteractiveOnly: true });
    });

    it.each(['UPPER', 'x', 'a'.repeat(64), 'a'.repeat(300), '1st', 'a_b', '-a', 'a.b'])(
      'L1 400 to the id %s, with what an id may be; the others find none there',
      async (applicationId) => {
        const as = await asSuperAdmin();
        const { status, body } = await put(applicationId);
        expect([status, body['code'], body['errors']]).toEqual([
          400,
          'invalid-request',
          [
            {
              path: 'applicationId',
              message: 'must be 2 to 63 lower-case letters, digits and dashes, beginning with a letter',
            },
          ],
        ]);
        await must(403, put(applicationId, { Name: 'x' }, (await anAdministrator()).token));
        const others = await Promise.all([
          api('DELETE', `/applications/${applicationId}`, { as }),
          api('POST', `/applications/${applicationId}/token`, { as, body: {} }),
        ]);
        expect(others.map((answer) => [answer.status, answer.body['code']])).toEqual([
          [404, 'application-not-found'],
          [404, 'application-not-found'],
        ]);
      },
    );

    it.each([{}, { Name: ' ' }, { Name: 'x', InteractiveOnly: 'yes' }, { Name: 'x', BuiltIn: true }])(
      '400 to %j',
      async (body) => {
        await must(400, put(aName('app'), body));
      },
    );
  });

  refuses('putApplication', {
    'super-admin-mode-required': [
      403,
      'L1 an administrator outside of the mode',
      async () => await put(aName('app'), { Name: 'x' }, (await anAdministrator()).token),
    ],
    'not-for-service-users': [
      403,
      'a service user',
      async () =>
        await api('PUT', `/applications/${aName('app')}`, {
          ...(await asServiceUser()),
          body: { Name: 'x' },
        }),
    ],
    'built-in': [409, 'L1 a built-in application', async () => await put('mdm', { Name: 'mine' })],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const applicationId = aName('app');
        return await losing(applicationId, () => put(applicationId));
      },
    ],
  });
});
