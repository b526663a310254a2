import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { complaintsOf, goTo, signedIn, switchToSuperAdmin } from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { person, type SignedIn } from '../support/people.ts';
import { product } from '../support/product.ts';
import { createToken } from '../support/tokens.ts';

const unreachable = 'The API cannot be reached';

async function tokensOf(userId: string, { token }: SignedIn) {
  return items(await must(200, api('GET', `/users/${userId}/tokens`, { as: token })));
}

describe('without a network', () => {
  it('a change fails at once and says so, and is not carried out later', async () => {
    const owner = await person('super-offline');
    const { userId } = await aCreatedServiceUser({ owner });
    await must(201, createToken(userId, { Name: 'kept' }, { as: owner.token }));
    const page = await signedIn('super-offline', { at: `/users/${userId}/tokens` });
    await page.getByRole('button', { name: 'Actions for kept' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog');
    await page.context().setOffline(true);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByText(unreachable).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    const anew = page.waitForResponse((answer) => answer.url().includes(`/users/${userId}/tokens`));
    await page.context().setOffline(false);
    await anew;
    expect(await tokensOf(userId, owner)).toMatchObject([{ Name: 'kept', State: 'active' }]);
  });

  it('no list claims to be empty', async () => {
    const page = await signedIn('member-offline');
    await page.getByRole('row').nth(1).waitFor();
    await page.getByRole('button', { name: 'Preferences' }).waitFor();
    await page.context().setOffline(true);
    await goTo(page, '/users?type=service');
    await page.getByText(unreachable).waitFor();
    expect(await page.getByText('No user').count()).toBe(0);
  });
});

describe('a part of the console that does not come', () => {
  it('says so, keeps as whom one acts, and comes when it is tried again', async () => {
    const page = await signedIn('super-missing');
    await switchToSuperAdmin(page);
    let failures = 1;
    await page.route('**/assets/rolesPage*', (route) =>
      failures-- > 0 ? route.fulfill({ status: 503 }) : route.continue(),
    );
    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await page.getByText('A part of the console could not be loaded').waitFor();
    await page.getByRole('button', { name: 'Reload the page' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /^Roles/ }).waitFor();
    expect(await page.getByRole('group', { name: 'Who you act as' }).innerText()).toContain('as Super-Admin');
    complaintsOf(page);
  });

  it('leaves the way to every other page open', async () => {
    const page = await signedIn('member-elsewhere');
    await page.route('**/assets/rolesPage*', (route) => route.abort());
    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await page.getByText('A part of the console could not be loaded').waitFor();
    await page.getByRole('link', { name: 'Teams', exact: true }).click();
    await page.getByRole('heading', { name: /^Teams/ }).waitFor();
    complaintsOf(page);
  });

  it('makes no token that could not be shown', async () => {
    const owner = await person('super-unshown');
    const { userId } = await aCreatedServiceUser({ owner });
    const page = await signedIn('super-unshown', { at: `/users/${userId}/tokens` });
    let failures = 1;
    await page.route('**/assets/tokenOnce*', (route) => (failures-- > 0 ? route.abort() : route.continue()));
    await page.getByRole('button', { name: 'Generate token' }).click();
    const dialog = page.getByRole('dialog', { name: /^Generate/ });
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await dialog.getByText('A part of the console could not be loaded').waitFor();
    expect(await tokensOf(userId, owner)).toEqual([]);
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('dialog', { name: /^Token / }).waitFor();
    expect(await tokensOf(userId, owner)).toHaveLength(1);
    complaintsOf(page);
  });
});

/** Lets the page believe that so many minutes have passed. */
async function later(page: Page, minutes: number): Promise<void> {
  await page.evaluate(
    `(() => { const before = Date.now.bind(Date); Date.now = () => before() + ${minutes * 60_000}; })()`,
  );
}

const isRenewal = (url: URL) => url.origin === new URL(product().issuer).origin && /token/.test(url.pathname);

describe('a sign-in that cannot be renewed', () => {
  it('serves while it lives, then says so without leaving the page, and goes on when the issuer is back', async () => {
    const page = await signedIn('member-renewed', { at: '/users' });
    let asked = 0;
    let isDown = true;
    await page.route(isRenewal, (route) => {
      asked += 1;
      return isDown ? route.abort() : route.continue();
    });
    await later(page, 59.5);
    await goTo(page, '/teams');
    await page.getByRole('row', { name: /Public/ }).waitFor();
    expect(asked).toBeGreaterThan(0);
    await later(page, 1);
    await goTo(page, '/tags');
    await page.getByRole('main').getByText('Your sign-in could not be renewed').waitFor();
    isDown = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.getByText('Your sign-in could not be renewed').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/tags');
  });

  it('begins anew when the issuer has ended it', async () => {
    const page = await signedIn('member-ended', { at: '/users' });
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };
    const body = JSON.stringify({ error: 'invalid_grant' });
    await page.route(isRenewal, (route) => {
      const renews = route.request().postData()?.includes('grant_type=refresh_token') === true;
      return renews ? route.fulfill({ status: 400, headers, body }) : route.continue();
    });
    await later(page, 59.5);
    const left = page.waitForRequest((request) => request.isNavigationRequest());
    await goTo(page, '/teams');
    await left;
    await page.getByRole('row', { name: /Public/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/teams');
  });
});

describe('a sign-in that the API accepts no longer', () => {
  it('L2 is said, and leads back to the page by signing in again', async () => {
    const { token, userId } = await person('member-refused');
    const page = await signedIn('member-refused', { at: '/users' });
    await page.getByRole('row').nth(1).waitFor();
    await must(204, api('POST', `/users/${userId}/sign-out`, { as: token }));
    await goTo(page, '/teams');
    await page.getByText('The API does not accept your sign-in any more').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('row', { name: /Public/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/teams');
  });
});

describe('signing out', () => {
  it('stays signed out, whatever the page still asks for on its way', async () => {
    const page = await signedIn('member-goes', { at: '/users' });
    await page.getByRole('row').nth(1).waitFor();
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const isEnd = (url: URL) =>
      url.origin === new URL(product().issuer).origin && /session\/end/.test(url.pathname);
    await page.route(isEnd, async (route) => {
      await released;
      await route.continue();
    });
    // A page that is being left answers no test: it asks and tells by itself.
    await page.evaluate(`setInterval(() => {
      const search = new URLSearchParams({ name: String(performance.now()) });
      history.pushState(null, '', '/users?' + search);
      dispatchEvent(new PopStateEvent('popstate'));
      if (document.body.innerText.includes('You are signed out')) fetch('/favicon.svg?told');
    }, 50)`);
    const leaving = page.waitForRequest((request) => isEnd(new URL(request.url())));
    const told = page.waitForRequest((request) => request.url().endsWith('?told'));
    await page.getByRole('button', { name: 'Sign out' }).dispatchEvent('click');
    await Promise.all([leaving, told]);
    release?.();
    const sure = page.getByRole('button', { name: 'Sign out' });
    const out = page.getByRole('heading', { name: 'You are signed out', level: 1 });
    await page.waitForURL((url) => isEnd(url) || url.pathname === '/');
    await sure.or(out).first().waitFor();
    if (!(await out.isVisible())) await sure.click();
    await out.waitFor();
  });
});
