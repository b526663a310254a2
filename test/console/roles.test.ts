import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import {
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { aCreatedRole, unknownId } from '../support/created.ts';
import { asSuperAdmin, inMode, person } from '../support/people.ts';

/** Creates a role with two permissions and a second manager, by the dialog. */
async function createRole(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create role' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create role' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Nightly loader');
  await dialog.getByRole('textbox', { name: /Description/ }).fill('Loads what came in by day');
  await dialog.getByRole('button', { name: 'Add permission' }).click();
  await dialog.getByRole('combobox', { name: 'Service' }).nth(0).fill('resources');
  await dialog.getByRole('button', { name: 'Add permission' }).click();
  await dialog.getByRole('combobox', { name: 'Service' }).nth(1).fill('bi');
  await dialog.getByRole('button', { name: /Level/ }).nth(1).click();
  await page.getByRole('option', { name: 'Full access' }).click();
  await dialog.getByRole('button', { name: /Role managers/ }).click();
  await page.getByRole('combobox', { name: 'Find a person' }).fill('role-manager');
  await page.getByRole('option', { name: /member-role-manager/ }).click();
  await dialog
    .getByRole('list', { name: 'Chosen role managers' })
    .getByText('member-role-manager')
    .first()
    .waitFor();
  await expectAccessibleInBothThemes(page);
  await picture(page, 'role-create');
  await dialog.getByRole('button', { name: 'Create role' }).click();
}

describe('the roles', () => {
  it('are listed, created with permissions by service and level, changed, and deleted', async () => {
    await person('member-role-manager');
    const page = await signedIn('super-role-maker', { at: '/roles' });
    await page.getByRole('link', { name: 'Manager', exact: true }).waitFor();
    await switchToSuperAdmin(page);
    await createRole(page);
    await page.getByRole('heading', { name: 'Nightly loader', level: 1 }).waitFor();
    await page.getByRole('row', { name: 'bi Full access' }).waitFor();
    await page.getByRole('row', { name: 'resources View' }).waitFor();
    await page.getByRole('link', { name: 'member-role-manager' }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'role');

    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit role Nightly loader' });
    await edit.getByRole('button', { name: 'Remove permission for bi' }).click();
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Role Nightly loader was changed').waitFor();
    await page.getByRole('row', { name: 'bi Full access' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click();
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Nightly loader' }).waitFor({ state: 'detached' });
  });

  it('keep what somebody else changed while they are edited; where both changed the same, the later is told', async () => {
    const { roleId, name } = await aCreatedRole({
      Description: 'first',
      Permissions: ['users.fullaccess', 'bi.view'],
    });
    const path = `/roles/${roleId}`;
    const as = await asSuperAdmin();
    const page = await signedIn('super-role-rival', { at: path });
    await switchToSuperAdmin(page);
    const edit = page.getByRole('dialog', { name: `Edit role ${name}` });
    const description = edit.getByRole('textbox', { name: /Description/ });
    await page.getByRole('button', { name: 'Edit' }).click();
    await description.fill('mine');
    await must(200, api('PATCH', path, { as, body: { Permissions: ['bi.view'] } }));
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await edit.waitFor({ state: 'hidden' });
    const both = await must(200, api('GET', path, { as }));
    expect(both.body).toMatchObject({ Description: 'mine', Permissions: ['bi.view'] });

    await page.getByRole('button', { name: 'Edit' }).click();
    await description.fill('mine again');
    await must(200, api('PATCH', path, { as, body: { Description: 'theirs', Permissions: ['bi.manage'] } }));
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await edit.getByText('Somebody else has changed this role meanwhile').waitFor();
    await edit.getByText('Description: from “mine” to “theirs”, and you changed it too').waitFor();
    await edit.getByText('Permissions: from “View: bi” to “Manage: bi”').waitFor();
    await expectAccessibleInBothThemes(page);
    await edit.getByRole('button', { name: 'Take over theirs' }).click();
    expect(await description.inputValue()).toBe('theirs');
    await description.fill('of both');
    await edit.getByRole('button', { name: 'Save changes' }).click();
    await edit.waitFor({ state: 'hidden' });
    const last = await must(200, api('GET', path, { as }));
    expect(last.body).toMatchObject({ Description: 'of both', Permissions: ['bi.manage'] });
  });

  it('cannot be deleted while somebody holds them, and lead to who does', async () => {
    const { roleId, name } = await aCreatedRole();
    const holder = await person('member-role-holder');
    const as = await inMode(await person('super-role-ender'));
    await must(200, api('PUT', `/users/${holder.userId}/roles/${roleId}`, { as }));
    const page = await signedIn('super-role-ender', { at: `/roles/${roleId}` });
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click();
    await page.getByText('The role is still attached to users').waitFor();
    await expectAccessibleInBothThemes(page);
    await page.getByRole('link', { name: `See who holds ${name}` }).click();
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'member-role-holder' }).waitFor();
  });

  it('say what a member would need, and lead to it and back', async () => {
    const page = await signedIn('member-of-no-roles', { at: '/roles' });
    const create = page.getByRole('button', { name: 'Create role' });
    await page
      .getByText('To create roles you need a role with roles.manage, or Super-Admin mode.')
      .filter({ visible: true })
      .first()
      .waitFor();
    await expect(create.getAttribute('aria-disabled')).resolves.toBe('true');
    await expect(
      page.getByRole('main').getByRole('link', { name: 'Switch to Super-Admin' }).getAttribute('href'),
    ).resolves.toBe('/switch?to=super-admin&return=%2Froles');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'roles');
    await page.getByRole('link', { name: 'Admin', exact: true }).click();
    await page.getByRole('heading', { name: 'Admin', level: 1 }).waitFor();
    await expect(page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).resolves.toBe(
      'true',
    );
  });

  it('that are not there say so, as resources do, and lead to the others', async () => {
    const page = await signedIn('member-lost', { at: `/roles/${unknownId.role}` });
    await page.getByRole('heading', { name: 'No such role', level: 1 }).waitFor();
    await expect(page.title()).resolves.toBe('No such role · Service Users');
    await expectAccessibleInBothThemes(page);
    await page.getByRole('link', { name: 'To the roles' }).click();
    await page.getByRole('heading', { name: /^Roles/, level: 1 }).waitFor();
    await page.goto(new URL(`/resources/${unknownId.resource}`, page.url()).href);
    await page.getByRole('heading', { name: 'No such resource', level: 1 }).waitFor();
  });

  it('fit a narrow window, and names are never markup', async () => {
    const RoleName = '<img src=x onerror=alert(1)> & <b>bold</b>';
    await must(
      201,
      api('POST', '/roles', { as: await asSuperAdmin(), body: { RoleName, Permissions: ['bi.view'] } }),
    );
    const page = await signedIn('member-narrow-roles', {
      at: '/roles',
      viewport: { width: 360, height: 740 },
    });
    await page.getByRole('link', { name: RoleName }).waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await page.getByRole('link', { name: RoleName }).click();
    await page.getByRole('heading', { name: RoleName, level: 1 }).waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
  });
});
