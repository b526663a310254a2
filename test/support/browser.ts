import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { product } from './product.ts';

let connected: Promise<Browser> | undefined;

function browser(): Promise<Browser> {
  return (connected ??= chromium.connect(inject('browser')));
}

/** Where the console under test is. */
export function consoleUrl(): string {
  const { console: url } = product();
  if (url === undefined) throw new Error('This product has no console.');
  return url;
}

/** How a page is opened. */
export interface PageSettings extends BrowserContextOptions {
  /** Address within the console. */
  readonly at?: string;
}

/** What went wrong in a page without being on it: errors, and whatever the content security policy stopped. */
const complaints = new WeakMap<Page, string[]>();

/** A page of a browser profile of its own, closed with the test; the test fails when the page complains. */
export async function aPage(settings: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1280, height: 900 };
  const context = await (await browser()).newContext({ viewport, reducedMotion: 'reduce', ...settings });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const heard: string[] = [];
  complaints.set(page, heard);
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    // Chromium logs every answer from 400 on; what the page makes of it is on the page.
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) heard.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(heard).toEqual([]);
  });
  return page;
}

/** Forgets what a page complained of: for tests that provoke it. */
export function complaintsOf(page: Page): readonly string[] {
  return complaints.get(page)?.splice(0) ?? [];
}

/** Picks somebody on the sign-in page: a seeded person, `member-…` or `super-…`. */
export async function pickPerson(page: Page, name: string): Promise<void> {
  const button = page.locator('button[name=person]').first();
  await button.evaluate((element, id) => element.setAttribute('value', id), name);
  await button.click();
}

/** The console as somebody sees it who has just signed in. */
export async function signedIn(
  name: string,
  { at = '/users', ...settings }: PageSettings = {},
): Promise<Page> {
  const page = await aPage(settings);
  await page.goto(`${consoleUrl()}${at}`);
  await pickPerson(page, name);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}

/** Switches to Super-Admin in the page, and comes back to where it was. */
export async function switchToSuperAdmin(page: Page): Promise<void> {
  const { pathname, search } = new URL(page.url());
  await page
    .getByRole('group', { name: 'Who you act as' })
    .getByRole('link', { name: /^(Switch|Change role)$/ })
    .click();
  await page.getByRole('radio', { name: /Super-Admin/ }).check();
  await page.getByRole('button', { name: 'Switch to Super-Admin' }).click();
  // Who acts as a service user could switch back before, too.
  await page
    .getByRole('group', { name: 'Who you act as' })
    .filter({ hasText: /as\s+Super-Admin/ })
    .waitFor();
  await goTo(page, `${pathname}${search}`);
}

/** Goes to an address within the page: a reload would forget as whom one acts. */
export async function goTo(page: Page, address: string): Promise<void> {
  // As text: what runs in the page has its types, not ours.
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Holds the page, as it is now, to what axe-core knows of WCAG 2.2 A and AA and of good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    return (await engine.run({ resultTypes: ['violations'] })).violations;
  });
  const found = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`),
  }));
  expect(found).toEqual([]);
}

/** Colours change over time, and half way between two themes nothing can be read. */
async function settled(page: Page, dark: boolean): Promise<void> {
  const isDark = (): Promise<boolean> =>
    page.evaluate<boolean>("document.body.classList.contains('awsui-dark-mode')");
  await expect.poll(isDark).toBe(dark);
  await page.evaluate(
    `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      .then(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity).map(({ finished }) => finished)))
      .then(() => undefined)`,
  );
}

/** In light and in dark. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page, colorScheme === 'dark');
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

const root = join(import.meta.dirname, '..', '..');

/** Keeps a picture of the page: under `docs/screenshots` when `npm run screenshots` makes them, else in the cache. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(
    root,
    process.env['SCREENSHOTS'] === 'docs' ? 'docs/screenshots' : '.cache/screenshots',
  );
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Whether something would have to be scrolled sideways to be seen. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
