import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { goTo, signedIn, switchToSuperAdmin } from '../support/browser.ts';
import { aCreatedRole, aCreatedServiceUser, aName } from '../support/created.ts';
import { asSuperAdmin, person } from '../support/people.ts';
import { createToken } from '../support/tokens.ts';

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element: { matches(selectors: string): boolean }) => element.matches(':focus'));

/** Clicks what lies below a dialog, as the end of the mode does by itself. */
async function clickBelow(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name, includeHidden: true })
    .evaluate((button: { click(): void }) => button.click());
}

/** Holds back what is asked for until the test lets it go. */
async function holdBack(page: Page, { method, path }: { readonly method: string; readonly path: string }) {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const sent: string[] = [];
  await page.route(
    (url) => url.pathname.endsWith(path),
    async (route) => {
      if (route.request().method() !== method) return await route.continue();
      sent.push(path);
      await released;
      await route.continue();
    },
  );
  return { release, sent };
}

describe('a dialog', () => {
  it('keeps what was typed when the mode ends meanwhile', async () => {
    const { roleId, name } = await aCreatedRole();
    const { userId } = await aCreatedServiceUser({ owner: await person('super-typing') });
    const page = await signedIn('super-typing', { at: `/roles/${roleId}` });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    const description = page
      .getByRole('dialog', { name: `Edit role ${name}` })
      .getByRole('textbox', { name: /Description/ });
    await description.fill('took a while');
    await clickBelow(page, 'Switch back');
    await page
      .getByRole('link', { name: 'Switch', includeHidden: true })
      .first()
      .waitFor({ state: 'attached' });
    await page.getByText('Switch to Super-Admin').first().waitFor({ state: 'attached' });
    expect(await description.inputValue()).toBe('took a while');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await goTo(page, `/users/${userId}`);
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const ofUser = page.getByRole('dialog').getByRole('textbox', { name: 'Description' });
    await ofUser.fill('took longer');
    await clickBelow(page, 'Switch back');
    await page
      .getByRole('link', { name: 'Switch', includeHidden: true })
      .first()
      .waitFor({ state: 'attached' });
    expect(await ofUser.inputValue()).toBe('took longer');
  });

  it('stays open while it does what it is for, and leads nowhere once its page is left', async () => {
    const RoleName = aName('slow');
    const page = await signedIn('super-impatient', { at: '/roles' });
    await switchToSuperAdmin(page);
    const { release } = await holdBack(page, { method: 'POST', path: '/roles' });
    await page.getByRole('button', { name: 'Create role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create role' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(RoleName);
    await dialog.getByRole('button', { name: 'Create role' }).click();
    const cancel = dialog.getByRole('button', { name: 'Cancel' });
    await expect.poll(() => cancel.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await dialog.isVisible()).toBe(true);
    await goTo(page, '/teams');
    await page.getByRole('button', { name: 'Create team' }).click();
    const team = page.getByRole('dialog', { name: 'Create team' }).getByRole('textbox', { name: 'Name' });
    await team.fill('typing on');
    release();
    await page.getByText(`Role ${RoleName} was created`).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/teams');
    expect(await team.inputValue()).toBe('typing on');
  });

  it('asks once, however often it is confirmed', async () => {
    const { userId } = await aCreatedServiceUser({ owner: await person('super-double') });
    const page = await signedIn('super-double', { at: `/users/${userId}/tokens` });
    const { release, sent } = await holdBack(page, { method: 'POST', path: '/tokens' });
    await page.getByRole('button', { name: 'Generate token' }).click();
    const generate = page.getByRole('dialog').getByRole('button', { name: 'Generate', exact: true });
    await generate.evaluate((button: { click(): void }) => {
      button.click();
      button.click();
    });
    await expect.poll(() => generate.isDisabled()).toBe(true);
    release();
    await page.getByRole('dialog', { name: /^Token / }).waitFor();
    expect(sent).toHaveLength(1);
  });

  it('has the focus on its first field, so that Enter does not close it', async () => {
    const { userId } = await aCreatedServiceUser({ owner: await person('super-focus') });
    const page = await signedIn('super-focus', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Generate token' }).click();
    const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await expect.poll(() => isFocused(name)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Token / }).waitFor();
  });

  it('leaves the focus on the heading of a list, where the row is gone that had it', async () => {
    const { userId, owner } = await aCreatedServiceUser({ owner: await person('super-row') });
    await must(201, createToken(userId, { Name: 'one' }, { as: owner.token }));
    await must(201, createToken(userId, { Name: 'two' }, { as: owner.token }));
    const tokens = await must(200, api('GET', `/users/${userId}/tokens`, { as: owner.token }));
    const [one] = (tokens.body['Items'] as { Name: string; TokenId: string }[]).filter(
      ({ Name }) => Name === 'one',
    );
    await must(200, api('POST', `/users/${userId}/tokens/${one?.TokenId ?? ''}/revoke`, { as: owner.token }));
    const page = await signedIn('super-row', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Actions for one' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Actions for one' }).waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(page.getByRole('heading', { name: /^Tokens/ }))).toBe(true);
  });

  it('D1 is followed by what is so now, when it was refused', async () => {
    const owner = await person('super-refused');
    const { userId, name } = await aCreatedServiceUser({ owner, disabled: true });
    await person('member-refused-heir');
    const page = await signedIn('super-refused', { at: `/users/${userId}` });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Transfer to/ }).click();
    await page.getByRole('combobox', { name: 'Find people' }).fill('member-refused-heir');
    await page.getByRole('option', { name: /member-refused-heir/ }).click();
    await must(200, api('POST', `/users/${userId}/enable`, { as: owner.token }));
    await dialog.getByRole('textbox', { name: /^To confirm, type/ }).fill(`${name}@service`);
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
  });

  it('takes a name with two spaces in it as it is seen', async () => {
    const TeamName = `${aName('two')}  spaces`;
    await must(201, api('POST', '/teams', { as: await asSuperAdmin(), body: { TeamName } }));
    const page = await signedIn('super-spaces', { at: '/teams' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: `Delete team ${TeamName.replace('  ', ' ')}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^To confirm, type/ }).fill(TeamName.replace('  ', ' '));
    await dialog.getByRole('button', { name: 'Delete team' }).click();
    await page
      .getByText(/was deleted$/)
      .first()
      .waitFor();
  });
});

describe('the first token of a service user', () => {
  it('C12 is shown wherever the person has gone meanwhile, and does not go with the page', async () => {
    const name = aName();
    const page = await signedIn('super-wanderer', { at: '/users' });
    await switchToSuperAdmin(page);
    await goTo(page, '/users/create');
    const { release } = await holdBack(page, { method: 'POST', path: '/users' });
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByText('This name is free').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('textbox', { name: 'Token name' }).waitFor();
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /^Roles/ }).waitFor();
    release();
    const shown = page.getByRole('dialog', { name: `Token ${name}-1` });
    await shown.waitFor();
    expect(new URL(page.url()).pathname).toBe('/roles');
    await page.getByText(`Service user ${name} is created`).first().waitFor();
    await page.goBack();
    await page.waitForURL(/create$/);
    expect(await shown.isVisible()).toBe(true);
    await shown.getByRole('button', { name: 'Close' }).click();
    await shown.getByText(/Is it saved\?/).waitFor();
    const [question] = await Promise.all([
      page.waitForEvent('dialog'),
      page.close({ runBeforeUnload: true }),
    ]);
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    expect(await shown.isVisible()).toBe(true);
  });
});
