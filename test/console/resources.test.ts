import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { expectAccessibleInBothThemes, picture, scrollsSideways, signedIn } from '../support/browser.ts';
import { asSuperAdmin, inMode, person } from '../support/people.ts';
import { aCreatedTag } from '../support/sharing.ts';

/** A resource of somebody of the test's own. */
async function registered(owner: string, { Name, ResourceType }: { Name: string; ResourceType: string }) {
  const by = await person(owner);
  const body = { Name, ResourceType, ExternalId: 'nb-1' };
  return field(await must(201, api('POST', '/resources', { as: await inMode(by), body })), 'ResourceId');
}

/** Shares with a user as Editor and with a tag as ReadOnly, by the dialog. */
async function shareTwice(page: Page, tag: string): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share Ledger 2026' });
  await dialog.getByRole('button', { name: /^User/ }).click();
  await page.getByRole('combobox', { name: 'Find a user' }).fill('resource-reader');
  await page.getByRole('option', { name: /member-resource-reader/ }).click();
  await dialog.getByRole('radio', { name: /^Editor/ }).check();
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('row', { name: /member-resource-reader.*User.*Editor/ }).waitFor();

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.getByRole('button', { name: 'A tag' }).click();
  await dialog.getByRole('button', { name: /^Tag/ }).click();
  await page.getByRole('combobox', { name: 'Find a tag' }).fill(tag);
  await page.getByRole('option', { name: tag }).click();
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
}

describe('the resources', () => {
  it('are shared with users and tags, unshared, and deleted by their owner', async () => {
    await person('member-resource-reader');
    const { value } = await aCreatedTag(await asSuperAdmin());
    await registered('super-resource-owner', { Name: 'Ledger 2026', ResourceType: 'ledger' });
    await registered('super-resource-owner', { Name: 'Close the books', ResourceType: 'notebook' });
    const page = await signedIn('super-resource-owner', { at: '/resources' });
    await page.getByRole('link', { name: 'Close the books' }).waitFor();
    await page.getByRole('searchbox', { name: 'Type' }).fill('ledger');
    await page.getByRole('link', { name: 'Close the books' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?type=ledger');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'resources');
    const type = page.getByRole('searchbox', { name: 'Type' });
    await page.getByRole('link', { name: 'Resources', exact: true }).click();
    await expect.poll(() => type.inputValue()).toBe('');
    await page.getByRole('link', { name: 'Close the books' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('link', { name: 'Ledger 2026' }).click();
    await page.getByText('Only the owner has it.').waitFor();

    await shareTwice(page, `team=${value}`);
    await page.getByRole('row', { name: new RegExp(`team=${value}.*Tag.*ReadOnly`) }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'resource');

    await page.getByRole('button', { name: /^Unshare with tag/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unshare', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(`team=${value}`) }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('textbox', { name: 'To confirm, type Ledger 2026' }).fill('Ledger 2026');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete resource' }).click();
    await page.getByRole('link', { name: 'Close the books' }).waitFor();
    await page.getByRole('link', { name: 'Ledger 2026' }).waitFor({ state: 'detached' });
  });

  it('of another owner are found, and say why they cannot be changed', async () => {
    const resourceId = await registered('super-other-owner', { Name: 'Not yours', ResourceType: 'ledger' });
    const page = await signedIn('member-resource-looker', {
      at: '/resources',
      viewport: { width: 360, height: 740 },
    });
    await page.getByRole('button', { name: /^Owner/ }).click();
    await page.getByRole('combobox', { name: 'Find a user' }).fill('super-other-owner');
    await page.getByRole('option', { name: /super-other-owner/ }).click();
    await page.getByRole('link', { name: 'Not yours' }).waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await page.getByRole('link', { name: 'Not yours' }).click();
    await page
      .getByText('To share or delete this resource you need to own it')
      .filter({ visible: true })
      .first()
      .waitFor();
    expect(new URL(page.url()).pathname).toBe(`/resources/${resourceId}`);
    await expect(page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).resolves.toBe(
      'true',
    );
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await expectAccessibleInBothThemes(page);
  });
});
