import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { expectAccessibleInBothThemes, picture, signedIn, switchToSuperAdmin } from '../support/browser.ts';
import { inMode, person } from '../support/people.ts';

/** A service user that somebody of the test's own has created and may assume. */
async function owned(owner: string, name: string) {
  const creator = await person(owner);
  const mode = await inMode(creator);
  const created = await must(201, api('POST', '/users', { as: mode, body: { Name: name, Role: 'Manager' } }));
  return { userId: field(created, 'UserId'), creator };
}

const who = { name: 'Who you act as' };

describe('switching', () => {
  it('T6, T7 runs everything as the service user until one switches back, and its token is then worth nothing', async () => {
    const { userId, creator } = await owned('super-switcher', 'svc switched');
    const page = await signedIn('super-switcher', { at: `/switch?to=${userId}` });
    await page.getByRole('radio', { name: 'svc_switched@service' }).waitFor();
    await page.getByRole('textbox', { name: 'Duration in minutes' }).fill('30');
    await page.getByRole('textbox', { name: /Reason/ }).fill('nightly load');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'switch');
    await page.getByRole('button', { name: 'Switch to svc_switched@service' }).click();
    const bar = page.getByRole('group', who);
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
    await expect(bar.innerText()).resolves.toMatch(
      /super-switcher as svc_switched@service · Manager\s+30 min left/,
    );
    await page.getByRole('heading', { name: /^Users( \(|$)/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'acting');
    const live = await must(200, api('GET', `/users/${userId}/sessions`, { as: creator.token }));
    expect(live.body['Items']).toMatchObject([{ PersonId: creator.userId, Reason: 'nightly load' }]);
    await page.getByRole('button', { name: 'Switch back' }).click();
    await expect.poll(() => bar.innerText()).toContain('Member');
    await expect
      .poll(async () => (await api('GET', `/users/${userId}/sessions`, { as: creator.token })).body['Items'])
      .toEqual([]);
  });

  it('T13 is over at the next request when the service user is disabled, and says so', async () => {
    const { userId, creator } = await owned('super-cut-off', 'svc cut off');
    const page = await signedIn('super-cut-off', { at: `/switch?to=${userId}` });
    await page.getByRole('button', { name: 'Switch to svc_cut_off@service' }).click();
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
    await must(200, api('POST', `/users/${userId}/disable`, { as: creator.token }));
    await page.getByRole('columnheader', { name: 'Created' }).getByRole('button').first().click();
    await page.getByText('You act as svc_cut_off@service no longer').waitFor();
    await page.getByRole('group', who).getByRole('link', { name: 'Switch' }).waitFor();
  });

  it('T1 takes whole minutes from 1 to 180', async () => {
    const page = await signedIn('super-minutes', { at: '/switch?to=super-admin' });
    const duration = page.getByRole('textbox', { name: 'Duration in minutes' });
    for (const wrong of ['0', '181', '1.5', 'an hour', '']) {
      await duration.fill(wrong);
      await page.getByText('Whole minutes from 1 to 180.').first().waitFor();
      await expect(
        page.getByRole('button', { name: 'Switch to Super-Admin' }).getAttribute('aria-disabled'),
      ).resolves.toBe('true');
    }
    await page.getByRole('button', { name: '180', exact: true }).click();
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).click();
    await expect.poll(() => page.getByRole('group', who).innerText()).toMatch(/as Super-Admin\s+3 h left/);
  });

  it('enters the mode for the minutes that were picked, and only when it is told to', async () => {
    const page = await signedIn('super-presets', { at: '/users/create' });
    const entered: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/super-admin/auth-token')) {
        entered.push(request.postData());
      }
    });
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '60', exact: true }).click();
    await dialog.getByRole('button', { name: '180', exact: true }).click();
    await dialog.getByRole('button', { name: 'Switch to Super-Admin' }).click();
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
    expect(entered).toEqual(['{"DurationMinutes":180}']);
  });

  it('tells who is no member that Super-Admin is not for them', async () => {
    const page = await signedIn('member-no-admin', { at: '/switch?to=super-admin' });
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).click();
    await page.getByRole('alert').getByText('You may not do this').waitFor();
    await page.getByRole('button', { name: 'Copy the request id' }).waitFor();
  });

  it('gives a token for use outside, which works, is shown once, and survives switching back', async () => {
    const { userId } = await owned('super-outside', 'svc outside');
    const page = await signedIn('super-outside', { at: `/switch?to=${userId}` });
    await page.getByRole('button', { name: 'Get a token for use outside' }).click();
    const dialog = page.getByRole('dialog', { name: 'Token for use outside' });
    const token = await dialog.getByLabel('Token', { exact: true }).innerText();
    await expectAccessibleInBothThemes(page);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain(token);
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Switch back' }).click();
    const me = await must(200, api('GET', '/users/me', { assumed: token.trim() }));
    expect(me.body).toMatchObject({ UserId: userId, IsServiceUser: true });
  });

  it('says of a token of the mode for use outside that switching back ends it too', async () => {
    const page = await signedIn('super-outside-mode', { at: '/switch?to=super-admin' });
    await page.getByRole('button', { name: 'Get a token for use outside' }).click();
    const dialog = page.getByRole('dialog', { name: 'Token for use outside' });
    const token = await dialog.getByLabel('Token', { exact: true }).innerText();
    await dialog.getByText('Switching back from Super-Admin ends it too').waitFor();
    expect(await dialog.getByText('under Sessions').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Switch back' }).click();
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).first().waitFor();
    const status = async () => (await api('GET', '/users/me', { assumed: token.trim() })).status;
    await expect.poll(status).toBe(401);
  });

  it('R4 lets a person choose the one role that requests run under', async () => {
    const page = await signedIn('grace');
    const role = page.getByRole('combobox', { name: 'Role' });
    await expect.poll(() => role.locator('option:checked').innerText()).toBe('Manager');
    const asked = page.waitForRequest(
      (request) => request.headers()['x-role-id'] === 'SystemRole-DefaultUsers',
    );
    await role.selectOption({ label: 'Member' });
    await asked;
  });
});
