import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { aCreatedServiceUser, assumedToken } from '../support/created.ts';
import { person } from '../support/people.ts';

async function owned(who: string, name: string, Role?: string) {
  const given = Role === undefined ? {} : { Role };
  return await aCreatedServiceUser({ owner: await person(who), name, ...given });
}

describe('sessions of a service user', () => {
  it('T17 are listed with who and why, and ended one by one', async () => {
    const target = await owned('super-sessions', 'svc sessions');
    const { userId, owner } = target;
    const assumed = await assumedToken(owner, target, { Reason: 'nightly load', DurationMinutes: 30 });
    const page = await signedIn('super-sessions', { at: `/users/${userId}/sessions` });
    const row = page.getByRole('row', { name: /super-sessions/ });
    await row.getByText('nightly load').waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'sessions');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await row.getByRole('button', { name: /End/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('Nobody acts as this service user now').waitFor();
    expect((await api('GET', '/users/me', { as: assumed })).status).toBe(401);
  });
});

describe('resources of a user', () => {
  it('are listed for everybody, and shared and deleted by a Super-Admin', async () => {
    const target = await owned('super-resources', 'svc resources', 'Manager');
    const { userId, owner } = target;
    const assumed = await assumedToken(owner, target);
    for (const Name of ['orders', 'customers']) {
      const body = { ResourceType: 'datasource', Name };
      await must(201, api('POST', '/resources', { as: owner.token, assumed, body }));
    }
    const reader = await person('member-resource-reader');
    const page = await signedIn('super-resources', { at: `/users/${userId}/resources` });
    await page.getByRole('button', { name: 'Actions for orders' }).click();
    expect(await page.getByRole('menuitem', { name: 'Delete' }).getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: 'Actions for orders' }).click();
    await page.getByRole('menuitem', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share orders' });
    await dialog.getByRole('button', { name: /^User/ }).click();
    await page.getByRole('combobox', { name: 'Find a user' }).fill('resource-reader');
    await page.getByRole('option', { name: /member-resource-reader/ }).click();
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByText('orders is shared with member-resource-reader').waitFor();
    const [orders] = items(await api('GET', `/resources?owner=${userId}`, { as: owner.token })).filter(
      ({ Name }) => Name === 'orders',
    );
    const sharesOf = `/resources/${String(orders?.['ResourceId'])}/shares`;
    const shares = await api('GET', sharesOf, { as: owner.token, assumed });
    expect(items(shares)).toMatchObject([{ GranteeId: reader.userId, AccessType: 'ReadOnly' }]);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'user-resources');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Actions for customers' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('customers');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete resource' }).click();
    await page.getByText('Resource customers was deleted').waitFor();
    await page.getByRole('rowheader', { name: 'customers' }).waitFor({ state: 'detached' });
  });
});

describe('events of a user', () => {
  it('are listed newest first, with who did it as whom, why, and the request', async () => {
    const target = await owned('super-events', 'svc events');
    const { userId, owner } = target;
    await assumedToken(owner, target, { Reason: 'looking into a failure' });
    const page = await signedIn('super-events', { at: `/users/${userId}/events` });
    const first = page.getByRole('row').nth(1);
    await first.getByText('looking into a failure').waitFor();
    await expect.poll(() => first.innerText()).toMatch(/Create auth token\s+super-events/);
    await first.getByRole('button', { name: 'Details of createAuthToken' }).click();
    await first.getByText('Session id').waitFor();
    const events = items(await api('GET', `/users/${userId}/events`, { as: owner.token }));
    await first.getByText(String(events[0]?.['RequestId'])).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'user-events');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
  });

  it('of another person are told to be for whoever may see them', async () => {
    const { userId } = await person('member-private');
    const page = await signedIn('member-curious', { at: `/users/${userId}/events` });
    await page.getByText('You have no access to the events of member-private').waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(
      expect.not.arrayContaining(['Tokens', 'Shares', 'Sessions', 'Trust rules', 'Client keys']),
    );
    await picture(page, 'no-access');
  });
});
