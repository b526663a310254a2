import { describe, expect, it } from 'vitest';
import { api, field, must } from '../support/api.ts';
import { expectAccessibleInBothThemes, picture, scrollsSideways, signedIn } from '../support/browser.ts';
import { inMode, person } from '../support/people.ts';

/** A service user on which two things were done, the later one with a reason. */
async function witnessed(owner: string, Name: string) {
  const creator = await person(owner);
  const as = await inMode(creator);
  const userId = field(await must(201, api('POST', '/users', { as, body: { Name } })), 'UserId');
  const body = { DurationMinutes: 5, Reason: 'quarter close' };
  await must(201, api('POST', `/users/${userId}/auth-token`, { as: creator.token, body }));
  return { userId };
}

describe('the audit page', () => {
  it('shows what happened to a service user, newest first, with who, why and all that was recorded', async () => {
    const { userId } = await witnessed('super-auditor', 'svc audited');
    const page = await signedIn('super-auditor', { at: `/audit?user=${userId}` });
    const rows = page.getByRole('table', { name: 'Events' }).getByRole('row');
    await rows.nth(1).getByText('quarter close').waitFor();
    await expect(rows.nth(1).innerText()).resolves.toContain('Create auth token');
    await expect(rows.nth(2).innerText()).resolves.toContain('Create user');
    await expect(rows.nth(2).innerText()).resolves.toContain('Super-Admin');
    await rows.nth(1).getByRole('link', { name: 'super-auditor' }).waitFor();
    await rows
      .nth(1)
      .getByRole('button', { name: /^Details of Create auth token/ })
      .click();
    await rows.nth(1).getByRole('button', { name: 'Copy the request id' }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'audit');
  });

  it('begins with oneself, and shows plainly what one may not see', async () => {
    const { userId } = await witnessed('super-unseen', 'svc unseen');
    await person('member-audit-reader');
    const page = await signedIn('member-audit-reader', { at: '/audit' });
    const picker = page.getByRole('button', { name: /^User/ });
    await picker.filter({ hasText: 'member-audit-reader' }).waitFor();
    await picker.click();
    await page.getByRole('combobox', { name: 'Find a user' }).fill('svc unseen');
    await page.getByRole('option', { name: /svc unseen/ }).click();
    await page.getByText('You have no access to the events of this user').waitFor();
    await expect(
      page.getByRole('main').getByRole('link', { name: 'Switch to Super-Admin' }).getAttribute('href'),
    ).resolves.toBe(`/switch?to=super-admin&return=${encodeURIComponent(`/audit?user=${userId}`)}`);
    await expectAccessibleInBothThemes(page);
  });

  it('fits a narrow window', async () => {
    const { userId } = await witnessed('super-narrow-audit', 'svc narrow audit');
    const page = await signedIn('super-narrow-audit', {
      at: `/audit?user=${userId}`,
      viewport: { width: 360, height: 740 },
    });
    await page.getByText('quarter close').waitFor();
    await expect(scrollsSideways(page)).resolves.toBe(false);
  });
});
