import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
} from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { person } from '../support/people.ts';
import { aServiceToken, createToken, statusBy } from '../support/tokens.ts';

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

async function owned(who: string, name: string) {
  return await aCreatedServiceUser({ owner: await person(who), name });
}

async function choose(page: Page, of: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function confirm(page: Page, title: string, action: string): Promise<void> {
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: action, exact: true }).click();
}

/** The value that the dialog shows, which is then copied and closed. */
async function taken(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `Token ${name}` });
  const value = await dialog.getByLabel('Token', { exact: true }).innerText();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByText('Copied').waitFor();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(value);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return value;
}

/** All of the page in which a secret could be left; as text, since what runs in the page has its types, not ours. */
async function leftIn(page: Page): Promise<string> {
  return await page.evaluate<string>(`[
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll('input, textarea')].map(({ value }) => value),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    JSON.stringify(history.state),
    location.href,
    document.cookie,
  ].join(' ')`);
}

const state = (page: Page, name: string, text: string) =>
  page
    .getByRole('row', { name: new RegExp(name) })
    .getByText(text, { exact: true })
    .waitFor();

describe('tokens of a service user', () => {
  it('K1, K6, K7 are generated, shown once, revoked and restored', async () => {
    const { userId } = await owned('super-token-life', 'svc token life');
    const page = await signedIn('super-token-life', { at: `/users/${userId}/tokens`, ...clipboard });
    await page.getByText('No tokens', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Generate token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Generate a token for svc_token_life@service' });
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('svc_token_life-1');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('nightly');
    await dialog.getByRole('textbox', { name: /Allowed address ranges/ }).fill('127.0.0.0/8');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'generate-token');
    await dialog.getByRole('button', { name: 'Generate', exact: true }).click();
    const first = await taken(page, 'nightly');
    expect(first).toMatch(/^sut_[0-9A-Za-z]{36}$/);
    expect(await leftIn(page)).not.toContain(first);
    expect(await statusBy(first)).toBe(200);

    await choose(page, 'nightly', 'Revoke');
    await confirm(page, 'Revoke token nightly', 'Revoke');
    await state(page, 'nightly', 'Revoked');
    expect(await statusBy(first)).toBe(401);

    await choose(page, 'nightly', 'Restore');
    await confirm(page, 'Restore token nightly', 'Restore');
    await state(page, 'nightly', 'Active');
    expect(await statusBy(first)).toBe(200);
  });

  it('K8 are rotated with a say in when the old secret ends, and deleted once they are revoked', async () => {
    const target = await owned('super-token-rotor', 'svc token rotor');
    const { value: first } = await aServiceToken({ Name: 'nightly' }, target);
    const at = `/users/${target.userId}/tokens`;
    const page = await signedIn('super-token-rotor', { at, ...clipboard });
    await choose(page, 'nightly', 'Rotate');
    const rotation = page.getByRole('dialog', { name: 'Rotate token nightly' });
    await rotation.getByText(/^The old secret ends \d/).waitFor();
    await rotation.getByRole('button', { name: /The old secret goes on working for/ }).click();
    await page.getByRole('option', { name: /Not at all/ }).click();
    await rotation.getByText('The old secret ends at once.').waitFor();
    await rotation.getByRole('button', { name: 'Rotate', exact: true }).click();
    const second = await taken(page, 'nightly');
    expect(await leftIn(page)).not.toContain(second);
    expect([await statusBy(first), await statusBy(second)]).toEqual([401, 200]);

    await page.getByRole('button', { name: 'Actions for nightly' }).click();
    const remove = page.getByRole('menuitem', { name: 'Delete' });
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
    await remove.hover();
    await page.getByText('It still works: revoke it first.').filter({ visible: true }).waitFor();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await confirm(page, 'Revoke token nightly', 'Revoke');
    await state(page, 'nightly', 'Revoked');
    await choose(page, 'nightly', 'Delete');
    await confirm(page, 'Delete token nightly', 'Delete');
    await page.getByText('No tokens', { exact: true }).waitFor();
  });

  it('are downloaded as a file, and do not vanish unsaved', async () => {
    const { userId } = await owned('super-token-file', 'svc token file');
    const page = await signedIn('super-token-file', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Nightly Load #1');
    await page.getByRole('button', { name: /^Expires after/ }).click();
    await page.getByRole('option', { name: 'Never expires' }).click();
    await page.getByText('A token that never expires').waitFor();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    const shown = page.getByRole('dialog', { name: 'Token Nightly Load #1' });
    const value = await shown.getByLabel('Token', { exact: true }).innerText();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await shown.getByText(/Is it saved\?/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      shown.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('nightly-load-1-token.txt');
    expect(await text(await download.createReadStream())).toBe(`${value}\n`);
    await shown.getByRole('button', { name: 'Done' }).click();
    await page
      .getByRole('row', { name: /Nightly Load #1/ })
      .getByText('Never')
      .first()
      .waitFor();
    expect(await leftIn(page)).not.toContain(value);
  });

  it('K3 tells a taken name at the name, and what the token policy forbids at what breaks it', async () => {
    const { userId, owner } = await owned('super-token-taken', 'svc token taken');
    await must(201, createToken(userId, { Name: 'nightly', ExpiresInDays: 3 }, { as: owner.token }));
    const page = await signedIn('super-token-taken', { at: `/users/${userId}/tokens` });
    await page.getByText(/^Soon:/).waitFor();
    await page.getByRole('button', { name: 'Generate token' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('nightly');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByText(/The user has a token of that name/).waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    await page.route(`**/users/${userId}/tokens`, (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        headers: { 'access-control-allow-origin': '*' },
        body: JSON.stringify({
          title: 'The token policy of this deployment forbids it',
          status: 403,
          code: 'token-policy',
          detail: 'Rule longestDays: a service token lives at most 30 days.',
          requestId: 'req_1',
        }),
      }),
    );
    await name.fill('weekly');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page
      .getByText('The token policy of this deployment forbids it: a service token lives at most 30 days.')
      .waitFor();
    expect(await page.getByRole('button', { name: /^Expires after/ }).getAttribute('aria-invalid')).toBe(
      'true',
    );
  });

  it('K11 are for those with access: others are told what helps', async () => {
    const { userId } = await owned('super-token-owner', 'svc token others');
    const page = await signedIn('member-token-stranger', { at: `/users/${userId}/tokens` });
    await page.getByText('You have no access to the tokens of svc_token_others@service').waitFor();
    const help = page.getByRole('link', { name: 'Switch to Super-Admin' });
    expect(await help.getAttribute('href')).toBe(
      `/switch?to=super-admin&return=${encodeURIComponent(`/users/${userId}/tokens`)}`,
    );
    await expectAccessible(page);
  });

  it('are listed at every width, with names that are nothing but text', async () => {
    const { userId, owner } = await owned('super-token-wide', 'svc token wide');
    const as = owner.token;
    const markup = '<img src=x onerror="document.title=1">';
    await must(201, createToken(userId, { Name: markup, ExpiresInDays: 5 }, { as }));
    await must(201, createToken(userId, { Name: 'hourly', AllowedCidrs: ['10.0.0.0/8'] }, { as }));
    await must(201, createToken(userId, { Name: 'forever', ExpiresInDays: null }, { as }));
    const page = await signedIn('super-token-wide', { at: `/users/${userId}/tokens` });
    await page.getByText(markup).first().waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'tokens');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await picture(page, 'tokens-360');
  });
});

describe('personal access tokens', () => {
  it('K5 are generated and revoked by oneself', async () => {
    const page = await signedIn('member-pat', { at: '/tokens', ...clipboard });
    await page.getByText('No personal access tokens').waitFor();
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('my script');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    const value = await taken(page, 'my script');
    expect(value).toMatch(/^pat_/);
    expect(await leftIn(page)).not.toContain(value);
    const me = await must(200, api('GET', '/users/me', { as: value }));
    expect(me.body).toMatchObject({ DisplayName: 'member-pat' });
    await expectAccessibleInBothThemes(page);
    await picture(page, 'personal-tokens');
    await choose(page, 'my script', 'Revoke');
    await confirm(page, 'Revoke token my script', 'Revoke');
    await state(page, 'my script', 'Revoked');
    expect(await statusBy(value)).toBe(401);
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
  });
});
