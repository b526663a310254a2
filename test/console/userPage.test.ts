import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { atOnce } from '../support/atOnce.ts';
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
} from '../support/browser.ts';
import { aCreatedServiceUser, aName } from '../support/created.ts';
import { person } from '../support/people.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true });

async function confirmWith(page: Page, userName: string, action: string): Promise<void> {
  await dialog(page)
    .getByRole('textbox', { name: /^To confirm, type/ })
    .fill(userName);
  await inDialog(page, action).click();
}

/** Registers resources that belong to a service user, by its own token. */
async function owning(userId: string, { as, count }: { readonly as: string; readonly count: number }) {
  const made = await must(201, api('POST', `/users/${userId}/tokens`, { as, body: { Name: 'loader' } }));
  const own = field(made, 'Token');
  await atOnce(count, (index) => {
    const body = { ResourceType: 'dataset', Name: `set ${index}` };
    return must(201, api('POST', '/resources', { as: own, body }));
  });
}

describe('a user’s page', () => {
  it('H1 says to whom without access why nothing can be done, and offers Super-Admin', async () => {
    const { userId, name } = await aCreatedServiceUser();
    const page = await signedIn('member-looker', { at: `/users/${userId}` });
    await page
      .getByText(`You have no access to ${name}. Somebody who has it can share it with you.`)
      .filter({ visible: true })
      .waitFor();
    for (const action of ['Edit', 'Disable', 'Delete', 'Attach a role']) {
      expect(await button(page, action).getAttribute('aria-disabled'), action).toBe('true');
    }
    await expectAccessibleInBothThemes(page);
    await page.setViewportSize({ width: 700, height: 900 });
    await button(page, 'Scroll to the tabs after').waitFor();
    await expectAccessible(page);
    await button(page, 'Switch to Super-Admin').click();
    await inDialog(page, 'Switch to Super-Admin').click();
    await dialog(page).getByText('You are not a Super-Admin member').waitFor();
  });

  it('fits a narrow window, however long its name', async () => {
    const { userId, name } = await aCreatedServiceUser({ name: aName(`svc${'x'.repeat(80)}`) });
    const page = await signedIn('member-narrow-name', {
      at: `/users/${userId}`,
      viewport: { width: 320, height: 740 },
    });
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await expect.poll(() => scrollsSideways(page)).toBe(false);
  });

  it('I11 tells the later of two people who edit what the other changed, and lets them have both', async () => {
    const owner = await person('super-editor');
    const { userId, name } = await aCreatedServiceUser({ owner });
    const [early, late] = await Promise.all([
      signedIn('super-editor', { at: `/users/${userId}` }),
      signedIn('super-editor', { at: `/users/${userId}` }),
    ]);
    for (const page of [early, late]) await button(page, 'Edit').click();
    await dialog(late).getByRole('textbox', { name: 'Description' }).fill('by the later');
    await dialog(early).getByRole('textbox', { name: 'Display name' }).fill(`${name} <b>bold</b>`);
    await dialog(early).getByRole('textbox', { name: 'Description' }).fill('by the earlier');
    await inDialog(early, 'Save').click();
    await early.getByRole('heading', { level: 1, name: `${name} <b>bold</b>` }).waitFor();
    await inDialog(late, 'Save').click();
    await late.getByText('Somebody else has changed this user meanwhile').waitFor();
    await late.getByText(`Display name: from “${name}” to “${name} <b>bold</b>”`).waitFor();
    await late.getByText('Description: from “nothing” to “by the earlier”, and you changed it too').waitFor();
    await expectAccessibleInBothThemes(late);
    await picture(late, 'editedMeanwhile');
    await inDialog(late, 'Take over theirs').click();
    expect(await dialog(late).getByRole('textbox', { name: 'Description' }).inputValue()).toBe(
      'by the earlier',
    );
    await dialog(late).getByRole('textbox', { name: 'Description' }).fill('by both');
    await inDialog(late, 'Save').click();
    await dialog(late).waitFor({ state: 'hidden' });
    const user = await must(200, api('GET', `/users/${userId}`, { as: owner.token }));
    expect(user.body).toMatchObject({ DisplayName: `${name} <b>bold</b>`, Description: 'by both' });
  });

  it('R1, R9 attaches roles that one has access to, and says why not others', async () => {
    const owner = await person('super-roles');
    const { userId } = await aCreatedServiceUser({ owner, Role: 'Manager' });
    const page = await signedIn('super-roles', { at: `/users/${userId}` });
    const detach = (role: string) => button(page, `Detach ${role}`);
    await detach('Manager').waitFor();
    await expect.poll(() => detach('Manager').getAttribute('aria-disabled')).toBe('true');
    await button(page, 'Attach a role').click();
    await dialog(page).getByRole('button', { name: /^Role/ }).click();
    const admin = page.getByRole('option', { name: /^Admin/ });
    expect(await admin.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await inDialog(page, 'Cancel').click();
    await button(page, 'Edit').click();
    await dialog(page)
      .getByRole('button', { name: /^Default role/ })
      .click();
    await page.getByRole('option', { name: 'Member' }).click();
    await inDialog(page, 'Save').click();
    await page.getByText(/ is saved$/).waitFor();
    const user = await must(200, api('GET', `/users/${userId}`, { as: owner.token }));
    expect(user.body).toMatchObject({ DefaultRoleId: 'SystemRole-DefaultUsers' });
  });
});

describe('the end of a service user', () => {
  it('T13, D1 says what disabling stops, and only then lets one delete it', async () => {
    const owner = await person('super-ender');
    const { userId, name } = await aCreatedServiceUser({ owner });
    await must(201, api('POST', `/users/${userId}/tokens`, { as: owner.token, body: { Name: 'one' } }));
    await must(201, api('POST', `/users/${userId}/auth-token`, { as: owner.token, body: {} }));
    const page = await signedIn('super-ender', { at: `/users/${userId}` });
    await expect.poll(() => button(page, 'Disable').getAttribute('aria-disabled')).toBeNull();
    expect(await button(page, 'Delete').getAttribute('aria-disabled')).toBe('true');
    await button(page, 'Disable').click();
    await dialog(page).getByText('1 active token, last used: never').waitFor();
    await dialog(page).getByText('1 live session of super-ender').waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'disable');
    await confirmWith(page, `${name}@service`, 'Disable');
    await page.getByText(`${name} is disabled`).waitFor();
    await button(page, 'Enable').click();
    await inDialog(page, 'Enable').click();
    await page.getByText(`${name} is enabled`).waitFor();
    const tokens = await must(200, api('GET', `/users/${userId}/tokens`, { as: owner.token }));
    expect(items(tokens)).toMatchObject([{ State: 'revoked' }]);
  });

  it('D3, D4 hands over to a person who is searched for, and shows the receipt', async () => {
    const [owner, heir] = await Promise.all([person('super-deleter'), person('member-heir')]);
    const { userId, name } = await aCreatedServiceUser({ owner, Role: 'Manager' });
    await owning(userId, { as: owner.token, count: 2 });
    await must(200, api('POST', `/users/${userId}/disable`, { as: owner.token }));
    const page = await signedIn('super-deleter', { at: `/users/${userId}` });
    await expect.poll(() => button(page, 'Delete').getAttribute('aria-disabled')).toBeNull();
    await button(page, 'Delete').click();
    await dialog(page).getByText('2 resources', { exact: true }).waitFor();
    await dialog(page).getByText('0 tags that it owns').waitFor();
    await dialog(page)
      .getByRole('button', { name: /^Transfer to/ })
      .click();
    await page.getByRole('combobox', { name: 'Find people' }).fill('member-heir');
    await page.getByRole('option', { name: /member-heir/ }).click();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'delete');
    await confirmWith(page, `${name}@service`, 'Delete');
    await page.getByRole('heading', { level: 1, name: `${name} is deleted` }).waitFor();
    await page.getByRole('link', { name: 'member-heir' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'receipt');
    const moved = await must(200, api('GET', `/resources?owner=${heir.userId}`, { as: heir.token }));
    expect(items(moved)).toHaveLength(2);
    await must(404, api('GET', `/users/${userId}`, { as: owner.token }));
  });

  it('D4, D5 shows how far a long delete is, and when it is over', async () => {
    const [owner] = await Promise.all([person('super-patient'), person('member-receiver')]);
    const { userId, name } = await aCreatedServiceUser({ owner, Role: 'Manager' });
    await owning(userId, { as: owner.token, count: 70 });
    await must(200, api('POST', `/users/${userId}/disable`, { as: owner.token }));
    const page = await signedIn('super-patient', { at: `/users/${userId}` });
    await expect.poll(() => button(page, 'Delete').getAttribute('aria-disabled')).toBeNull();
    await button(page, 'Delete').click();
    await dialog(page).getByText('70 resources', { exact: true }).waitFor();
    await dialog(page)
      .getByRole('button', { name: /^Transfer to/ })
      .click();
    await page.getByRole('combobox', { name: 'Find people' }).fill('member-receiver');
    await page.getByRole('option', { name: /member-receiver/ }).click();
    await confirmWith(page, `${name}@service`, 'Delete');
    await page.getByRole('heading', { level: 1, name: `${name} is deleted` }).waitFor({ timeout: 40_000 });
    await expect.poll(() => page.getByText('Resources', { exact: true }).first().isVisible()).toBe(true);
    await page.getByText('70', { exact: true }).waitFor();
    const later = await signedIn('member-receiver', { at: `/users/${userId}` });
    await later.getByText('70', { exact: true }).waitFor();
    await later.getByRole('link', { name: 'super-patient' }).waitFor();
    await expectAccessibleInBothThemes(later);
  });

  it('I9 explains an id that is nobody’s any more', async () => {
    const page = await signedIn('member-late', { at: '/users/svc_01m80kdaxqexv814e9djjcx45w' });
    await page.getByText('Nobody has this id').waitFor();
    await expectAccessibleInBothThemes(page);
  });
});

describe('a person’s page', () => {
  it('L2 lets anybody sign out everywhere, and without users.manage do nothing else', async () => {
    const { userId } = await person('member-signing-out');
    const page = await signedIn('member-signing-out', { at: `/users/${userId}` });
    await expect.poll(() => button(page, 'Edit').getAttribute('aria-disabled')).toBe('true');
    await page.setViewportSize({ width: 360, height: 780 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await expectAccessibleInBothThemes(page);
    await button(page, 'Sign out everywhere').click();
    await inDialog(page, 'Sign out everywhere').click();
    await page
      .getByText(/signed out/i)
      .first()
      .waitFor();
  });
});
