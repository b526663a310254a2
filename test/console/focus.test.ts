import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { signedIn } from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { person } from '../support/people.ts';

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element: { matches(selectors: string): boolean }) => element.matches(':focus'));

const focused = (target: Locator) => expect.poll(() => isFocused(target)).toBe(true);

/** Confirms the dialog by the keyboard, once it has taken the focus. */
async function confirm(page: Page, name: string): Promise<void> {
  const isInside = () => page.evaluate("document.activeElement?.closest('[role=dialog]') != null");
  await expect.poll(isInside).toBe(true);
  await page.getByRole('dialog').getByRole('button', { name }).press('Enter');
}

describe('the focus', () => {
  it('stays on the tabs of a user while arrow keys go through them', async () => {
    const { userId } = await person('member-tabs');
    const page = await signedIn('member-tabs', { at: `/users/${userId}` });
    await page.getByRole('tab', { name: 'Details' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/\/resources$/);
    await focused(page.getByRole('tab', { name: 'Resources' }));
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/\/events$/);
    await focused(page.getByRole('tab', { name: 'Events' }));
  });

  it('goes back to what a token was asked for with, once the token is kept', async () => {
    const { userId } = await aCreatedServiceUser({ owner: await person('super-kept-focus') });
    const page = await signedIn('super-kept-focus', { at: `/users/${userId}/tokens` });
    const generate = page.getByRole('button', { name: 'Generate token' });
    await generate.press('Enter');
    await confirm(page, 'Generate');
    const shown = page.getByRole('dialog', { name: /^Token / });
    await shown.getByRole('checkbox').check();
    await shown.getByRole('button', { name: 'Done' }).press('Enter');
    await focused(generate);
  });

  it('goes to the heading where what had it is gone: with the mode that one enters, and that one leaves', async () => {
    const { userId, name } = await aCreatedServiceUser();
    const page = await signedIn('super-heading', { at: `/users/${userId}` });
    const heading = page.getByRole('heading', { level: 1, name });
    // All that the page asks for, it has asked.
    await page.waitForLoadState('networkidle');
    await page.getByRole('main').getByRole('button', { name: 'Switch to Super-Admin' }).press('Enter');
    await confirm(page, 'Switch to Super-Admin');
    await focused(heading);
    await page.getByRole('button', { name: 'Switch back' }).press('Enter');
    await focused(heading);
  });
});

describe('the menu on a telephone', () => {
  it('is closed by Escape, which leads back to its button, and by the link of the page that one is on', async () => {
    const page = await signedIn('member-menu', { viewport: { width: 320, height: 640 } });
    const menu = page.getByRole('button', { name: 'Menu' });
    const isOpen = () => menu.getAttribute('aria-expanded');
    await menu.click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await expect.poll(isOpen).toBe('false');
    await focused(menu);
    await menu.click();
    expect(await isOpen()).toBe('true');
    await page
      .getByRole('complementary', { name: 'Pages' })
      .getByRole('link', { name: 'Users', exact: true })
      .click();
    await expect.poll(isOpen).toBe('false');
  });
});
