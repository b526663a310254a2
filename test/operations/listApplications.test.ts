import { describe, expect, it } from 'vitest';
import { anApplication } from '../support/applications.ts';
import { api, items, must } from '../support/api.ts';
import { asServiceUser } from '../support/created.ts';
import { pagesOf } from '../support/pagesOf.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

const builtIn = [
  { ApplicationId: 'bi', Name: 'Business intelligence', InteractiveOnly: true, BuiltIn: true },
  { ApplicationId: 'mdm', Name: 'Master data management', InteractiveOnly: true, BuiltIn: true },
];

describe('listApplications', () => {
  describe('answers', () => {
    it('L1 the built-in ones first, for people only; to everybody', async () => {
      const { linus } = await people();
      expect(items(await must(200, api('GET', '/applications', { as: linus.token }))).slice(0, 2)).toEqual(
        builtIn,
      );
      await must(200, api('GET', '/applications', await asServiceUser()));
    });

    it('every one once, page by page, by id', async () => {
      const ids = [await anApplication(), await anApplication(), await anApplication()];
      const pages = await pagesOf('/applications?limit=2', (await people()).linus.token);
      const listed = pages.flat().map(({ ApplicationId }) => String(ApplicationId));
      expect(new Set(listed).size).toBe(listed.length);
      expect(listed).toEqual(expect.arrayContaining(ids));
      expect(listed.slice(2)).toEqual(listed.slice(2).sort());
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(2);
    });
  });

  refuses('listApplications', {
    'cursor-not-valid': [
      400,
      'an invented cursor',
      async () => await api('GET', '/applications?cursor=AAAA', { as: (await people()).linus.token }),
    ],
  });
});
