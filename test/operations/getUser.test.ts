import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { aCreatedServiceUser, asServiceUser, unknownId } from '../support/created.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('getUser', () => {
  describe('answers', () => {
    it('I1 a person to any member', async () => {
      const { linus, mary } = await people();
      const answer = await must(200, api('GET', `/users/${mary.userId}`, { as: linus.token }));
      expect(answer.body).toMatchObject({
        UserId: mary.userId,
        UserName: 'mary@example.com',
        DisplayName: 'Mary Moss',
        Description: '',
        IsServiceUser: false,
        Email: 'mary@example.com',
        Roles: [{ RoleId: 'SystemRole-DefaultUsers', RoleName: 'SystemRole-DefaultUsers' }],
        DefaultRoleId: 'SystemRole-DefaultUsers',
        Teams: [{ TeamId: 'Public', TeamName: 'Public' }],
        CreatedBy: { UserId: mary.userId, DisplayName: 'Mary Moss' },
        Version: 1,
      });
    });

    it('a service user as it was created, never active', async () => {
      const { linus, ada } = await people();
      const { userId, name } = await aCreatedServiceUser();
      const answer = await must(200, api('GET', `/users/${userId}`, { as: linus.token }));
      expect(answer.body).toEqual({
        UserId: userId,
        UserName: `${name}@service`,
        DisplayName: name,
        Description: '',
        IsServiceUser: true,
        Status: 'enabled',
        Roles: [{ RoleId: 'SystemRole-DefaultUsers', RoleName: 'SystemRole-DefaultUsers' }],
        DefaultRoleId: 'SystemRole-DefaultUsers',
        Teams: [{ TeamId: 'Public', TeamName: 'Public' }],
        LastActiveAt: null,
        CreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        CreatedBy: { UserId: ada.userId, DisplayName: 'Ada Lovelace' },
        UpdatedAt: answer.body['CreatedAt'],
        Version: 1,
      });
      expect(answer.headers.get('etag')).toBe('"1"');
    });

    it('I10 a user to a service user', async () => {
      const { mary } = await people();
      const { as, assumed } = await asServiceUser();
      await must(200, api('GET', `/users/${mary.userId}`, { as, assumed }));
    });
  });

  refuses('getUser', {
    'user-not-found': [
      404,
      'I9 an unknown id is 404',
      async () => await api('GET', `/users/${unknownId.serviceUser}`, { as: (await people()).linus.token }),
    ],
  });

  describe('keeps', () => {
    it('LastActiveAt once the service user was active', async () => {
      const { as, assumed, userId } = await asServiceUser();
      await must(200, api('GET', '/roles', { as, assumed }));
      const answer = await must(200, api('GET', `/users/${userId}`, { as }));
      expect(answer.body['LastActiveAt']).toMatch(/Z$/);
    });

    it('what a user is, whoever asks', async () => {
      const { ada, linus } = await people();
      const { userId } = await aCreatedServiceUser();
      const [one, other] = await Promise.all(
        [ada, linus].map(({ token }) => api('GET', `/users/${userId}`, { as: token })),
      );
      expect(one?.body).toEqual(other?.body);
    });
  });
});
