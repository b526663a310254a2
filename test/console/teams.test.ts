import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { aCreatedTeam } from '../support/created.ts';
import { person } from '../support/people.ts';

/** Adds a member by the dialog, with the keyboard. */
async function addMember(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a member to Night shift' });
  await dialog.getByRole('button', { name: /^User/ }).click();
  await page.getByRole('combobox', { name: 'Find a user' }).fill('team-joiner');
  await expect.poll(() => page.getByRole('option').allInnerTexts(), { timeout: 10_000 }).toHaveLength(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
}

describe('the teams', () => {
  it('are created, take and lose members, and are deleted', async () => {
    await person('member-team-joiner');
    const page = await signedIn('super-team-maker', { at: '/teams' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Night shift');
    await page.getByRole('dialog').getByRole('button', { name: 'Create team' }).click();
    await page.getByText('Team Night shift was created').waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'teams');
    await page.getByRole('link', { name: 'Night shift', exact: true }).click();
    await page.getByText('Nobody is in this team yet.').waitFor();

    await addMember(page);
    await page.getByRole('row', { name: /member-team-joiner/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'team');
    await expect(
      page.getByRole('link', { name: 'Filter and sort them in the list of users' }).getAttribute('href'),
    ).resolves.toBe('/users?team=Night%20shift&disabled=');

    await page.getByRole('button', { name: 'Remove member-team-joiner' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Nobody is in this team yet.').waitFor();

    await page.getByRole('button', { name: 'Delete' }).click();
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete team' });
    await expect(confirm.getAttribute('aria-disabled')).resolves.toBe('true');
    await page.getByRole('textbox', { name: 'To confirm, type Night shift' }).fill('Night shift');
    await confirm.click();
    await page.getByRole('heading', { name: 'Teams', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Night shift', exact: true }).waitFor({ state: 'detached' });
  });

  it('cannot be changed by members, and Public by nobody', async () => {
    const { name } = await aCreatedTeam();
    const page = await signedIn('member-of-teams', { at: '/teams', viewport: { width: 360, height: 740 } });
    await page
      .getByText('To change teams you need a role with teams.manage')
      .filter({ visible: true })
      .first()
      .waitFor();
    const remove = page.getByRole('button', { name: `Delete team ${name}` });
    await expect(remove.getAttribute('aria-disabled')).resolves.toBe('true');
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await page.getByRole('link', { name: 'Public', exact: true }).click();
    await page.getByRole('heading', { name: 'Public', level: 1 }).waitFor();
    await expect(
      page.getByRole('button', { name: 'Add member' }).getAttribute('aria-disabled'),
    ).resolves.toBe('true');
    await expect(scrollsSideways(page)).resolves.toBe(false);
  });
});
