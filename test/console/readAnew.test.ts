import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { goTo, signedIn } from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { person } from '../support/people.ts';
import { createToken } from '../support/tokens.ts';

describe('what a page shows', () => {
  it('is read anew also when a change is refused', async () => {
    const owner = await person('super-anew');
    const { userId } = await aCreatedServiceUser({ owner });
    const made = await must(201, createToken(userId, { Name: 'gone' }, { as: owner.token }));
    const page = await signedIn('super-anew', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Actions for gone' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const one = `/users/${userId}/tokens/${field(made, 'TokenId')}`;
    await must(200, api('POST', `${one}/revoke`, { as: owner.token }));
    await must(204, api('DELETE', one, { as: owner.token }));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByRole('alert').waitFor();
    await expect.poll(() => page.getByText('Actions for gone').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Actions for gone' }).count()).toBe(0);
  });

  it('is the page before when the last entry of the last page is gone', async () => {
    const owner = await person('super-emptied');
    const { userId } = await aCreatedServiceUser({ owner });
    const names = Array.from({ length: 51 }, (_, index) => `token-${String(index).padStart(2, '0')}`);
    for (const name of names) await must(201, createToken(userId, { Name: name }, { as: owner.token }));
    const page = await signedIn('super-emptied', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Next page' }).click();
    const rows = page.getByRole('button', { name: /^Actions for/ });
    await expect.poll(() => rows.count()).toBe(1);
    for (const action of ['Revoke', 'Delete']) {
      await rows.click();
      await page.getByRole('menuitem', { name: action }).click();
      await page.getByRole('dialog').getByRole('button', { name: action }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await expect.poll(() => rows.count()).toBe(50);
  });

  it('says that it is the former answer while the new one takes long', async () => {
    const page = await signedIn('member-waits');
    await page.getByRole('row').nth(1).waitFor();
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/users\?.*type=service/, async (route) => {
      await released;
      await route.continue();
    });
    await goTo(page, '/users?type=service');
    await page.getByRole('progressbar', { name: 'Loading' }).waitFor();
    release?.();
    await page.getByRole('progressbar', { name: 'Loading' }).waitFor({ state: 'detached' });
  });
});
