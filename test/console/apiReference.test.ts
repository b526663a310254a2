import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aPage, consoleUrl, expectAccessible, picture, scrollsSideways } from '../support/browser.ts';

async function opened(page: Page): Promise<void> {
  await page.goto(`${consoleUrl()}/docs`);
  await page.getByRole('link', { name: 'Roles', exact: true }).click();
  await page.getByRole('button', { name: /All roles by name, the built-in ones first/ }).click();
  await page.getByRole('button', { name: 'Try it out' }).waitFor();
}

describe('the API reference', () => {
  it.each(['light', 'dark'] as const)('is readable in %s, and asks nobody outside', async (colorScheme) => {
    const page = await aPage({ colorScheme });
    const outside: string[] = [];
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') outside.push(request.url());
    });
    await opened(page);
    await expectAccessible(page);
    expect(outside).toEqual([]);
    await picture(page, `api-reference-${colorScheme}`);
  });

  it('leads back to the console, and fits a narrow window', async () => {
    const page = await aPage({ viewport: { width: 360, height: 740 } });
    await opened(page);
    await expect(scrollsSideways(page)).resolves.toBe(false);
    await expect(page.getByRole('link', { name: 'Back to the console' }).getAttribute('href')).resolves.toBe(
      '/users',
    );
  });
});
