import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedTeam, asServiceUser } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

describe('listTeams', () => {
  describe('answers', () => {
    it('Public first', async () => {
      const { linus } = await people();
      const [first] = items(await must(200, api('GET', '/teams', { as: linus.token })));
      expect(first).toEqual({ TeamId: 'Public', TeamName: 'Public' });
    });

    it('I10 teams to a service user', async () => {
      await must(200, api('GET', '/teams', await asServiceUser()));
    });

    it('every team once, by name, in full pages', async () => {
      const made = await Promise.all([aCreatedTeam(), aCreatedTeam(), aCreatedTeam()]);
      const { linus } = await people();
      const pages = await pagesOf('/teams?limit=2', linus.token);
      expect(pages.slice(0, -1).every((page) => page.length === 2)).toBe(true);
      const names = pages.flat().map(({ TeamName }) => String(TeamName));
      const inAnyCase = names.slice(1).map((name) => name.toLowerCase());
      expect(inAnyCase).toEqual(inAnyCase.toSorted());
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(made.map(({ name }) => name)));
    });
  });

  refuses('listTeams', {
    'cursor-not-valid': [
      400,
      'a cursor that was changed',
      async () => {
        const { linus } = await people();
        await aCreatedTeam();
        const first = await must(200, api('GET', '/teams?limit=1', { as: linus.token }));
        return await api('GET', `/teams?limit=1&cursor=${field(first, 'NextCursor').slice(0, -2)}AA`, {
          as: linus.token,
        });
      },
    ],
  });

  describe('keeps', () => {
    it('a cursor for its own list only', async () => {
      const { linus } = await people();
      const first = await must(200, api('GET', '/teams?limit=1', { as: linus.token }));
      await must(400, api('GET', `/roles?limit=1&cursor=${field(first, 'NextCursor')}`, { as: linus.token }));
    });
  });
});
