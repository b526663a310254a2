import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aPage, consoleUrl, pickPerson } from '../support/browser.ts';

const minutes = (count: number): number => count * 60_000;

/** The users list with a clock in the page that the test turns on. */
async function withClock(name: string): Promise<Page> {
  const page = await aPage();
  await page.clock.install();
  await page.goto(`${consoleUrl()}/users`);
  await pickPerson(page, name);
  await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  return page;
}

describe('as time passes', () => {
  it('the sign-in is renewed without anybody being asked', async () => {
    const page = await withClock('member-stays');
    const renewed = page.waitForRequest(
      (request) =>
        request.method() === 'POST' && (request.postData() ?? '').includes('grant_type=refresh_token'),
    );
    await page.clock.fastForward(minutes(59.5));
    await page
      .getByRole('button', { name: /Created/ })
      .first()
      .click();
    await renewed;
    await page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
    expect(page.url()).toContain('sort=created');
  });

  it('T19 Super-Admin mode is warned of five minutes before its end, and is over at it', async () => {
    const page = await withClock('super-in-time');
    const bar = page.getByRole('group', { name: 'Who you act as' });
    await bar.getByRole('link', { name: 'Switch' }).click();
    await page.getByRole('radio', { name: /Super-Admin/ }).check();
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).click();
    await page.getByRole('button', { name: 'Switch back' }).waitFor();
    await page.clock.fastForward(minutes(54));
    await expect.poll(() => bar.innerText()).toMatch(/\b[56] min left/);
    expect(await page.getByText('Less than 5 minutes left').count()).toBe(0);
    await page.clock.fastForward(minutes(1.5));
    await page.getByText('Less than 5 minutes left').waitFor();
    await page.clock.fastForward(minutes(5));
    await page.getByText('You act as Super-Admin no longer').waitFor();
    await bar.getByRole('link', { name: 'Switch' }).waitFor();
  });
});
