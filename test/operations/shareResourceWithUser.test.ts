import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { actAs, aDeletingServiceUser, unknownId } from '../support/created.ts';
import { losing, overtaken } from '../support/interpose.ts';
import { aHolderOf, aMember, asSuperAdmin, people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';
import { aCreatedResource, shareResource } from '../support/sharing.ts';

const Editor = 'Editor';

describe('shareResourceWithUser', () => {
  describe('answers', () => {
    it.each(['Owner', 'Editor', 'ReadOnly'])('H8 the share as %s', async (AccessType) => {
      const [{ ada }, made, friend, as] = await Promise.all([
        people(),
        aCreatedResource(),
        aMember(),
        asSuperAdmin(),
      ]);
      const answer = await must(200, shareResource(as, made, { to: friend, AccessType }));
      expect(answer.body).toEqual({
        GranteeType: 'user',
        GranteeId: friend.userId,
        AccessType,
        CreatedAt: expect.any(String),
        CreatedBy: ada.userId,
      });
    });

    it('H8 between service users: the owner shares with another', async () => {
      const [owner, other] = await Promise.all([actAs({ Role: 'Manager' }), actAs({ Role: 'Manager' })]);
      const made = await aCreatedResource(owner);
      const path = `${made.path}/shares/users/${other.userId}`;
      await must(403, api('PUT', path, { ...other, body: { AccessType: 'Owner' } }));
      const answer = await must(200, api('PUT', path, { ...owner, body: { AccessType: 'Owner' } }));
      expect(answer.body).toMatchObject({ GranteeId: other.userId, CreatedBy: owner.userId });
      const onward = `${made.path}/shares/users/${(await aMember()).userId}`;
      await must(200, api('PUT', onward, { ...other, body: { AccessType: 'ReadOnly' } }));
    });

    it('another access type, with the time of the first; the same again changes nothing', async () => {
      const [made, friend, as] = await Promise.all([aCreatedResource(), aMember(), asSuperAdmin()]);
      const first = await must(200, shareResource(as, made, { to: friend, AccessType: 'ReadOnly' }));
      const more = await must(200, shareResource(as, made, { to: friend, AccessType: 'Owner' }));
      expect(more.body).toEqual({ ...first.body, AccessType: 'Owner' });
      const less = await must(200, shareResource(friend.token, made, { to: friend, AccessType: 'Editor' }));
      expect(less.body).toEqual({ ...first.body, AccessType: 'Editor' });
      expect((await shareResource(friend.token, made, { to: friend, AccessType: 'Owner' })).status).toBe(403);
    });
  });

  refuses('shareResourceWithUser', {
    'resource-not-found': [
      404,
      'I9 an unknown resource',
      async () => {
        const unknown = { resourceId: unknownId.resource, path: `/resources/${unknownId.resource}` };
        return await shareResource(await asSuperAdmin(), unknown, {
          to: await aMember(),
          AccessType: Editor,
        });
      },
    ],
    'user-not-found': [
      404,
      'H7 an unknown grantee',
      async () => {
        const to = { userId: unknownId.serviceUser };
        const [made, as] = await Promise.all([aCreatedResource(), asSuperAdmin()]);
        return await shareResource(as, made, { to, AccessType: Editor });
      },
    ],
    'user-deleting': [
      409,
      'D7 a grantee that is being deleted',
      async () => {
        const [made, as, to] = await Promise.all([
          aCreatedResource(),
          asSuperAdmin(),
          aDeletingServiceUser(),
        ]);
        return await shareResource(as, made, { to, AccessType: Editor });
      },
    ],
    'changed-meanwhile': [
      409,
      'the state changes again and again',
      async () => {
        const [made, as, to] = await Promise.all([aCreatedResource(), asSuperAdmin(), aMember()]);
        return await losing(made.resourceId, () => shareResource(as, made, { to, AccessType: Editor }));
      },
    ],
  });

  describe('keeps', () => {
    it('one share of 12 at once', async () => {
      const [made, as, to] = await Promise.all([aCreatedResource(), asSuperAdmin(), aMember()]);
      const answers = await atOnce(12, () => shareResource(as, made, { to, AccessType: Editor }));
      expect(statusesOf(answers)).toEqual({ 200: 12 });
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(items(await must(200, api('GET', `${made.path}/shares`, { as })))).toHaveLength(1);
    });

    it('H6 strangers, readers and managers out', async () => {
      const [made, as, reader, manager] = await Promise.all([
        aCreatedResource(),
        asSuperAdmin(),
        aMember(),
        aHolderOf('SystemRole-Managers'),
      ]);
      await must(200, shareResource(as, made, { to: reader, AccessType: 'ReadOnly' }));
      for (const by of [reader, manager])
        await must(403, shareResource(by.token, made, { to: by, AccessType: 'Owner' }));
    });

    it('no share by somebody whose ownership ended between decision and write', async () => {
      const [made, as, owner, friend] = await Promise.all([
        aCreatedResource(),
        asSuperAdmin(),
        aMember(),
        aMember(),
      ]);
      await must(200, shareResource(as, made, { to: owner, AccessType: 'Owner' }));
      const answer = await overtaken(friend.userId, {
        call: () => shareResource(owner.token, made, { to: friend, AccessType: 'Owner' }),
        by: () => must(204, api('DELETE', `${made.path}/shares/users/${owner.userId}`, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([409, 'not-allowed']);
    });

    it('no share of a resource that goes meanwhile', async () => {
      const [made, as, friend] = await Promise.all([aCreatedResource(), asSuperAdmin(), aMember()]);
      const answer = await overtaken(friend.userId, {
        call: () => shareResource(as, made, { to: friend, AccessType: Editor }),
        by: () => must(204, api('DELETE', made.path, { as })),
      });
      expect([answer.status, answer.body['code']]).toEqual([404, 'resource-not-found']);
    });
  });
});
