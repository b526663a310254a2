import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import {
  expectAccessibleInBothThemes,
  goTo,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { inMode, person } from '../support/people.ts';

describe('the applications', () => {
  it('are added, changed and deleted in the mode', async () => {
    const page = await signedIn('super-application-maker', { at: '/applications' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Add application' }).click();
    const add = page.getByRole('dialog', { name: 'Add application' });
    await add.getByRole('textbox', { name: 'Id' }).fill('night-reports');
    await add.getByRole('textbox', { name: 'Name' }).fill('Nightly reports');
    await expectAccessibleInBothThemes(page);
    await add.getByRole('button', { name: 'Add application' }).click();
    await page.getByRole('row', { name: /Nightly reports.*People and service users/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'applications');

    await page.getByRole('button', { name: 'Edit night-reports' }).click();
    await page.getByRole('checkbox', { name: 'For people only' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('row', { name: /Nightly reports.*People only/ }).waitFor();

    await page.getByRole('button', { name: 'Delete night-reports' }).click();
    await page.getByRole('textbox', { name: 'To confirm, type night-reports' }).fill('night-reports');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete application' }).click();
    await page.getByRole('row', { name: /Nightly reports/ }).waitFor({ state: 'detached' });
  });

  it('are not replaced before one has seen what somebody else changed', async () => {
    const as = await inMode(await person('super-application-rival'));
    const path = '/applications/rival-reports';
    const stored = (Name: string, InteractiveOnly: boolean) =>
      must(200, api('PUT', path, { as, body: { Name, InteractiveOnly } }));
    await stored('Rival reports', false);
    const page = await signedIn('super-application-rival', { at: '/applications' });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Edit rival-reports' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit application rival-reports' });
    await edit.getByRole('textbox', { name: 'Name' }).fill('My reports');
    await stored('Rival reports', true);
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await edit.getByText('For people only: from “no” to “yes”').waitFor();
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('row', { name: /My reports.*People only/ }).waitFor();
  });

  it('give a token that is shown once', async () => {
    const page = await signedIn('member-application-user', { at: '/applications' });
    await page
      .getByText('Applications are registered and changed in Super-Admin mode only.')
      .filter({ visible: true })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Get a token for bi' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Duration in minutes' }).fill('181');
    await dialog.getByText('Whole minutes from 1 to 180.').filter({ visible: true }).waitFor();
    await dialog.getByRole('button', { name: '15', exact: true }).click();
    await dialog.getByRole('button', { name: 'Get a token' }).click();
    const shown = page.getByLabel('Token', { exact: true });
    const token = await shown.innerText();
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      aud: unknown;
      exp: number;
      iat: number;
    };
    expect([claims.aud].flat()).toEqual(['bi']);
    expect(claims.exp - claims.iat).toBe(900);
    await expectAccessibleInBothThemes(page);
    await page.getByRole('checkbox', { name: 'I have saved this token' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    await expect(page.content()).resolves.not.toContain(token);
  });

  it('L1 are closed to service users where they are for people only', async () => {
    const owner = await person('super-application-owner');
    const as = await inMode(owner);
    const userId = field(
      await must(201, api('POST', '/users', { as, body: { Name: 'svc no bi' } })),
      'UserId',
    );
    const page = await signedIn('super-application-owner', { at: `/switch?to=${userId}` });
    await page.getByRole('button', { name: 'Switch to svc_no_bi@service' }).click();
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
    await goTo(page, '/applications');
    const get = page.getByRole('button', { name: 'Get a token for bi' });
    await get.waitFor();
    await expect(get.getAttribute('aria-disabled')).resolves.toBe('true');
  });

  it('fit a narrow window', async () => {
    const page = await signedIn('member-narrow-apps', {
      at: '/applications',
      viewport: { width: 360, height: 740 },
    });
    await page.getByRole('button', { name: 'Get a token for bi' }).waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
  });
});
