import { describe, expect, it } from 'vitest';
import {
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { person } from '../support/people.ts';

describe('the Super-Admin members', () => {
  it('are added and removed in the mode', async () => {
    await person('member-to-be-super');
    const page = await signedIn('super-of-supers', { at: '/super-admins' });
    await switchToSuperAdmin(page);
    await page.getByRole('row', { name: /super-of-supers/ }).waitFor();
    await page.getByRole('button', { name: 'Add member' }).click();
    const add = page.getByRole('dialog', { name: 'Add a Super-Admin member' });
    await add.getByRole('button', { name: /^Person/ }).click();
    await page.getByRole('combobox', { name: 'Find a person' }).fill('to-be-super');
    await page.getByRole('option', { name: /member-to-be-super/ }).click();
    await expectAccessibleInBothThemes(page);
    await add.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('member-to-be-super may switch to Super-Admin now').waitFor();
    await page.getByRole('row', { name: /member-to-be-super.*May switch/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'super-admins');

    await page.getByRole('button', { name: 'Remove member-to-be-super' }).click();
    await page
      .getByRole('textbox', { name: 'To confirm, type member-to-be-super' })
      .fill('member-to-be-super');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('row', { name: /member-to-be-super/ }).waitFor({ state: 'detached' });
  });

  it('says in words that the last one stays', async () => {
    const page = await signedIn('super-the-last', { at: '/super-admins' });
    await switchToSuperAdmin(page);
    const refusal = {
      status: 409,
      contentType: 'application/problem+json',
      headers: { 'access-control-allow-origin': '*' },
      body: JSON.stringify({
        title: 'This is the last enabled Super-Admin',
        detail: 'Add or enable another Super-Admin member first.',
        code: 'last-super-admin',
        status: 409,
        requestId: 'req_1',
      }),
    };
    await page.route(/\/super-admins\/usr_/, (route) =>
      route.request().method() === 'DELETE' ? route.fulfill(refusal) : route.continue(),
    );
    await page.getByRole('button', { name: 'Remove super-the-last' }).click();
    await page.getByText('This is you').waitFor();
    await page.getByRole('textbox', { name: 'To confirm, type super-the-last' }).fill('super-the-last');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('This is the last enabled Super-Admin').waitFor();
    await page.getByText('Add or enable another Super-Admin member first.').waitFor();
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
  });

  it('are not asked for by who is not in the mode', async () => {
    const page = await signedIn('member-not-super', { viewport: { width: 360, height: 740 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Super-Admins' }).click();
    await page
      .getByText('Members are seen, added and removed in Super-Admin mode only.')
      .filter({ visible: true })
      .first()
      .waitFor();
    await expect(
      page.getByRole('main').getByRole('link', { name: 'Switch to Super-Admin' }).getAttribute('href'),
    ).resolves.toBe('/switch?to=super-admin&return=%2Fsuper-admins');
    expect(asked).not.toContain('/super-admins');
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await expectAccessibleInBothThemes(page);
  });
});
