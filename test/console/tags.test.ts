import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  aPage,
  consoleUrl,
  expectAccessibleInBothThemes,
  goTo,
  pickPerson,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { person } from '../support/people.ts';
import { aCreatedTag, putOnTag } from '../support/sharing.ts';

describe('the tags', () => {
  it('are created, take people as ReadOnly or Owner, and end with what came through them', async () => {
    await person('member-tag-joiner');
    const page = await signedIn('super-tag-maker', { at: '/tags' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Create tag' }).click();
    const create = page.getByRole('dialog', { name: 'Create tag' });
    await create.getByRole('textbox', { name: 'Key' }).fill('env');
    await create.getByRole('textbox', { name: 'Value' }).fill('night');
    await create.getByRole('button', { name: 'Create tag' }).click();
    await page.getByRole('heading', { name: 'env=night', level: 1 }).waitFor();
    await page.getByRole('row', { name: /super-tag-maker.*Owner/ }).waitFor();

    await page.getByRole('button', { name: 'Add user' }).click();
    const add = page.getByRole('dialog', { name: 'Add a user to env=night' });
    await add.getByRole('button', { name: /^User/ }).click();
    await page.getByRole('combobox', { name: 'Find a user' }).fill('tag-joiner');
    await page.getByRole('option', { name: /member-tag-joiner/ }).click();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'tag-add');
    await add.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /member-tag-joiner.*ReadOnly/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'tag');

    await page.getByRole('button', { name: 'Change access of member-tag-joiner' }).click();
    await page.getByRole('radio', { name: /^Owner/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /member-tag-joiner.*Owner/ }).waitFor();

    await page.getByRole('button', { name: 'Remove member-tag-joiner' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('row', { name: /member-tag-joiner/ }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('What ends, at the next request').waitFor();
    await page.getByRole('textbox', { name: 'To confirm, type env=night' }).fill('env=night');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete tag' }).click();
    await page.getByRole('heading', { name: 'Tags', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'env=night' }).waitFor({ state: 'detached' });
  });

  it('can be changed by an Owner on every page of who is on them', async () => {
    const { tagId } = await aCreatedTag();
    const [one, other] = await Promise.all([person('member-tag-one'), person('member-tag-other')]);
    for (const owner of [one, other]) await putOnTag(tagId, owner, 'Owner');
    const listed = items(await must(200, api('GET', `/tags/${tagId}/users`, { as: one.token })));
    const owner = listed.at(-1)?.['UserId'] === one.userId ? other : one;
    const page = await aPage();
    await page.route(/\/tags\/[^/]+\/users\?/, (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=1') }),
    );
    await page.goto(`${consoleUrl()}/tags/${tagId}`);
    await pickPerson(page, owner.name);
    const next = page.getByRole('button', { name: 'Next page' });
    for (const [index, member] of listed.entries()) {
      await page
        .locator(`a[href="/users/${String(member['UserId'])}"]`)
        .first()
        .waitFor();
      const add = page.getByRole('button', { name: 'Add user' });
      await expect.poll(() => add.getAttribute('aria-disabled')).toBeNull();
      if (index < listed.length - 1) await next.click();
    }
  });

  it('that are not there say so, and lead to the others; teams too', async () => {
    const page = await signedIn('member-lost-tag', { at: '/tags/nope' });
    await page.getByRole('heading', { name: 'No such tag', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'To the tags' }).click();
    await page.getByRole('heading', { name: /^Tags/, level: 1 }).waitFor();
    await goTo(page, '/teams/nope');
    await page.getByRole('heading', { name: 'No such team', level: 1 }).waitFor();
  });

  it('cannot be changed by who does not own them', async () => {
    const { tagId, value } = await aCreatedTag();
    const page = await signedIn('member-of-tags', { at: '/tags', viewport: { width: 360, height: 740 } });
    await page.getByRole('link', { name: `team=${value}` }).waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'tags-narrow');
    await page.getByRole('link', { name: `team=${value}` }).click();
    await page
      .getByText('To change this tag or who is on it you need to be its Owner')
      .filter({ visible: true })
      .first()
      .waitFor();
    await expect(
      page.getByRole('main').getByRole('link', { name: 'Switch to Super-Admin' }).getAttribute('href'),
    ).resolves.toBe(`/switch?to=super-admin&return=%2Ftags%2F${tagId}`);
    await expect(page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).resolves.toBe(
      'true',
    );
    await expect(scrollsSideways(page)).resolves.toBe(false);
  });
});
