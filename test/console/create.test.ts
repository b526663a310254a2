import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
  switchToSuperAdmin,
} from '../support/browser.ts';
import { aCreatedServiceUser, aName } from '../support/created.ts';
import { inMode, person } from '../support/people.ts';

const at = '/users/create';
const nameField = (page: Page) => page.getByRole('textbox', { name: 'Name' });
const dialog = (page: Page) => page.getByRole('dialog');
const finish = (page: Page) => page.getByRole('button', { name: 'Finish' });

/** Who has that user name, as the API tells it. */
async function found(userName: string): Promise<Record<string, unknown> | undefined> {
  const { token } = await person('member-reader');
  const answer = await must(200, api('GET', `/users?name=${encodeURIComponent(userName)}`, { as: token }));
  return items(answer).find(({ UserName }) => UserName === userName);
}

async function switchInPlace(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Switch and create' }).click();
}

describe('creating a service user', () => {
  it('C6, C7, C12 makes it with a token, by the keyboard alone, switching to Super-Admin in place', async () => {
    const name = aName('Key Board');
    const userName = `${name.toLowerCase().replace(' ', '_')}@service`;
    const page = await signedIn('super-keyboard', { acceptDownloads: true });
    const { keyboard } = page;
    await beginByKeyboard(page, name);
    await page.getByText(userName).waitFor();
    await tabTo(page, page.getByRole('radio', { name: 'Member' }));
    await keyboard.press('ArrowDown');
    await expect.poll(() => page.getByRole('radio', { name: 'Manager' }).isChecked()).toBe(true);
    await tabTo(page, page.getByRole('button', { name: 'Next' }));
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Token' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Token name' }).inputValue()).toBe(`${name}-1`);
    await tabTo(page, page.getByRole('button', { name: 'Finish' }));
    await keyboard.press('Enter');
    await dialog(page).getByText('Super-Admin is needed to create a service user.').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Switch and create' }));
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Token ${name}-1` }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Download' }));
    const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toBe(`${name.toLowerCase().replace(' ', '-')}-1-token.txt`);
    const token = (await text(await download.createReadStream())).trim();
    await tabTo(page, page.getByRole('button', { name: 'Done' }));
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByText(`Service user ${name} is created`).first().waitFor();
    const me = await must(200, api('GET', '/users/me', { as: token }));
    expect(me.body).toMatchObject({
      UserName: userName,
      ActiveRole: { RoleId: 'SystemRole-Managers' },
      Teams: [{ TeamName: 'Public' }],
    });
    expect(await page.content()).not.toContain(token);
    expect(await leftBehind(page)).not.toContain(token);
  });

  it('C12 finishes without a token, and says so beforehand', async () => {
    const name = aName();
    const page = await signedIn('super-finisher', { at });
    await switchToSuperAdmin(page);
    await nameField(page).fill(name);
    await page.getByText('This name is free').waitFor();
    await page.getByRole('button', { name: /^Teams/ }).waitFor();
    await expectAccessibleInBothThemes(page);
    await picture(page, 'create');
    await page.setViewportSize({ width: 360, height: 780 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await finish(page).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const user = await found(`${name}@service`);
    const as = await inMode(await person('super-finisher'));
    const tokens = await must(200, api('GET', `/users/${String(user?.['UserId'])}/tokens`, { as }));
    expect(tokens.body['Items']).toEqual([]);
  });

  it('K4 takes 30, 60, 90 days, a year, days or a date of one’s own, and never with a warning', async () => {
    const name = aName();
    const page = await signedIn('super-expiring', { at });
    await switchToSuperAdmin(page);
    await nameField(page).fill(name);
    await page.getByRole('button', { name: 'Next' }).click();
    const expiration = page.getByRole('button', { name: /^Expiration/ });
    const choose = async (option: string) => {
      await expiration.click();
      await page.getByRole('option', { name: option }).click();
    };
    await page.getByText(/^Expires on /).waitFor();
    await choose('Never');
    await page.getByText('A token that never expires works until somebody ends it').waitFor();
    await expect.poll(() => page.getByText(/^Expires on /).count()).toBe(0);
    await choose('Custom');
    const days = page.getByRole('textbox', { name: 'Days until it expires' });
    await days.fill('366');
    await page.getByText('Whole days from 1 to 365.').waitFor();
    await finish(page).click();
    await page.getByText('Say for how many days, from 1 to 365.').waitFor();
    await days.fill('45');
    await expectAccessibleInBothThemes(page);
    await picture(page, 'createToken');
    await finish(page).click();
    await page.getByRole('dialog', { name: `Token ${name}-1` }).waitFor();
    await expectAccessibleInBothThemes(page);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Is it saved?').waitFor();
    await page.getByRole('checkbox', { name: 'I have saved this token' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const user = await found(`${name}@service`);
    const as = await inMode(await person('super-expiring'));
    const [token] = items(await must(200, api('GET', `/users/${String(user?.['UserId'])}/tokens`, { as })));
    const life = Date.parse(String(token?.['ExpiresAt'])) - Date.parse(String(token?.['CreatedAt']));
    expect(life / 86_400_000).toBe(45);
  });

  it('K4 takes the very day that is chosen, also where the clocks are changed on the way', async () => {
    const page = await signedIn('super-winter', { at, timezoneId: 'Europe/Berlin' });
    await switchToSuperAdmin(page);
    await nameField(page).fill(aName());
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: /^Expiration/ }).click();
    await page.evaluate("Date.now = () => Date.parse('2026-01-10T22:30:00Z')");
    await page.getByRole('option', { name: 'Custom' }).click();
    await page.getByPlaceholder('YYYY/MM/DD').fill('2026/06/01');
    await page.getByText(/^Expires on \D*1 June 2026\.$/).waitFor();
    expect(await page.getByPlaceholder('YYYY/MM/DD').inputValue()).toBe('2026/06/01');
  });

  it('C1 tells a person who is no Super-Admin, and keeps what was typed', async () => {
    const name = aName();
    const page = await signedIn('member-no-super', { at });
    await page.getByText('Creating a service user needs Super-Admin').waitFor();
    await nameField(page).fill(name);
    await finish(page).click();
    await switchInPlace(page);
    await dialog(page).getByText('You are not a Super-Admin member').waitFor();
    await expectAccessibleInBothThemes(page);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    expect(await nameField(page).inputValue()).toBe(name);
    expect(await found(`${name}@service`)).toBeUndefined();
  });

  it('C9, C10 says beside the name why it cannot be, also when somebody was faster', async () => {
    const [taken, raced] = [aName(), aName()];
    await aCreatedServiceUser({ name: taken });
    const page = await signedIn('super-namer', { at });
    await switchToSuperAdmin(page);
    await nameField(page).fill('!!!');
    await page.getByText('Needs a letter or a digit, a to z or 0 to 9.').waitFor();
    await nameField(page).fill(taken.toUpperCase());
    await page.getByText('Somebody has this name. Choose another.').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('This name is taken. Choose another.').waitFor();
    await nameField(page).fill(raced);
    await page.getByText('This name is free').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('textbox', { name: 'Token name' }).waitFor();
    await aCreatedServiceUser({ name: raced });
    await finish(page).click();
    await page.getByText(/^The name is taken\./).waitFor();
    expect(await nameField(page).inputValue()).toBe(raced);
  });

  it('shows names that look like markup as what they are', async () => {
    const markup = `<img src=x onerror=alert(1)> ${aName()}`;
    const page = await signedIn('super-markup', { at });
    await switchToSuperAdmin(page);
    await nameField(page).fill(markup);
    await page.getByRole('textbox', { name: /Description/ }).fill('<script>alert(2)</script>{{7*7}}');
    await finish(page).click();
    await page.getByRole('heading', { level: 1, name: markup }).waitFor();
    await page.getByText('<script>alert(2)</script>{{7*7}}').waitFor();
    await page.getByText(`Service user ${markup} is created`).first().waitFor();
    expect(await page.locator('img[src=x]').count()).toBe(0);
  });

  /** A client makes five attempts by itself. */
  it.each([
    ['the first answer is', 1],
    ['the answers of all attempts are', 5],
  ])('creates nothing twice when %s lost, and says that the token has to be rotated', async (_, losses) => {
    const name = aName();
    const page = await signedIn(`super-unlucky-${losses}`, { at });
    await switchToSuperAdmin(page);
    await nameField(page).fill(name);
    await page.getByRole('button', { name: 'Next' }).click();
    let lost = 0;
    await page.route(
      (url) => url.pathname.endsWith('/users'),
      async (route) => {
        if (route.request().method() !== 'POST' || lost === losses) return await route.continue();
        lost += 1;
        await route.fetch();
        await route.abort('connectionreset');
      },
    );
    await finish(page).click();
    if (losses === 5) {
      await page.getByText('The API cannot be reached').waitFor();
      await finish(page).click();
    }
    await page.getByText('The token exists, but its value was lost on its way').waitFor();
    expect(lost).toBe(losses);
    expect(await found(`${name}@service`)).toMatchObject({ DisplayName: name });
  });
});

/** From the list to a name that is typed and free. */
async function beginByKeyboard(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: /Service User/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => isFocused(nameField(page))).toBe(true);
  await page.keyboard.type(name);
  await page.getByText('This name is free').waitFor();
}

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element: { matches(selectors: string): boolean }) => element.matches(':focus'));

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Not within reach of the Tab key.');
}

/** Everything that outlives a page: storage, and the address with its state. */
function leftBehind(page: Page): Promise<string> {
  return page.evaluate(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state])',
  );
}
