import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import { goTo, signedIn, switchToSuperAdmin } from '../support/browser.ts';
import { aCreatedRole, aCreatedServiceUser, aName } from '../support/created.ts';
import { asSuperAdmin, people, person } from '../support/people.ts';
import { product } from '../support/product.ts';

const who = (page: Page) => page.getByRole('group', { name: 'Who you act as' });
const header = 'x-amorphic-service-user';

/** A page that acts as a service user of somebody's own. */
async function acting(name: string, { at }: { at: string }) {
  const user = await aCreatedServiceUser({ owner: await person(name), Role: 'Manager' });
  const page = await signedIn(name, { at: `/switch?to=${user.userId}&return=${at}` });
  await page.getByRole('button', { name: `Switch to ${user.name}@service` }).click();
  await page.getByRole('button', { name: 'Switch back' }).waitFor();
  return { page, user };
}

/** Fills in the dialog for a tag, and confirms. */
async function createTag(page: Page, key: string): Promise<void> {
  await page.getByRole('button', { name: 'Create tag' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key').fill(key);
  await dialog.getByLabel('Value').fill('one');
  await dialog.getByRole('button', { name: 'Create tag' }).click();
}

const createsTag = (request: Request) => request.method() === 'POST' && request.url().endsWith('/tags');

function refusal(status: number, seconds: number) {
  const body = { code: 'too-many-requests', status, title: 'Too many requests', detail: 'Wait.' };
  return {
    status,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': '*',
      'content-type': 'application/problem+json',
      'retry-after': String(seconds),
    },
    body: JSON.stringify(body),
  };
}

/** Refuses the first creation of a tag for the moment; what was sent is told. */
async function refusedOnce(page: Page, seconds: number): Promise<readonly Request[]> {
  const sent: Request[] = [];
  await page.route('**/tags', async (route) => {
    if (!createsTag(route.request())) return await route.continue();
    sent.push(route.request());
    if (sent.length > 1) return await route.continue();
    await route.fulfill(refusal(429, seconds));
  });
  return sent;
}

async function tagged(key: string): Promise<boolean> {
  const { token } = (await people()).ada;
  const tags = await must(200, api('GET', '/tags?limit=200', { as: token }));
  return items(tags).some(({ TagKey }) => TagKey === key);
}

describe('a change that the API refuses for the moment', () => {
  it('T6, T8 is never repeated as anybody but whom it was begun as, and says so', async () => {
    const key = aName('key');
    const { page } = await acting('super-repeats', { at: '/tags' });
    const sent = await refusedOnce(page, 1);
    await createTag(page, key);
    await expect.poll(() => sent.length).toBe(1);
    // The dialog covers the button, and time ends the mode all the same.
    await page.getByRole('button', { name: 'Switch back', includeHidden: true }).dispatchEvent('click');
    await page.getByRole('dialog').getByText('You act as somebody else now').waitFor();
    expect(sent.map((request) => header in request.headers())).toEqual([true]);
    expect(await tagged(key)).toBe(false);
  });

  it('is repeated as whom it was begun as while one stays that', async () => {
    const key = aName('key');
    const { page } = await acting('super-patient', { at: '/tags' });
    const sent = await refusedOnce(page, 0);
    await createTag(page, key);
    await page.getByRole('heading', { level: 1, name: key }).waitFor();
    expect(sent.map((request) => header in request.headers())).toEqual([true, true]);
    expect(await tagged(key)).toBe(true);
  });

  it('is not repeated once its page is left', async () => {
    const key = aName('key');
    const page = await signedIn('grace', { at: '/tags' });
    const sent = await refusedOnce(page, 29);
    const refused = page.waitForResponse((answer) => answer.status() === 429);
    await createTag(page, key);
    await refused;
    // It has ended when what the page shows is read anew: long before it would have been repeated.
    const anew = page.waitForRequest(
      (request) => request.method() === 'GET' && new URL(request.url()).pathname.endsWith('/users/me'),
    );
    await goTo(page, '/teams');
    await anew;
    expect(sent).toHaveLength(1);
    expect(await tagged(key)).toBe(false);
  });
});

describe('an answer that comes late', () => {
  it('T13 ends with its 401 whom it was asked as, and nobody whom one has become meanwhile', async () => {
    const { page } = await acting('super-late', { at: '/tags' });
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/tags', async (route) => {
      if (createsTag(route.request())) await released;
      await route.continue();
    });
    await createTag(page, aName('key'));
    await goTo(page, '/teams');
    await page.getByRole('button', { name: 'Switch back' }).click();
    await switchToSuperAdmin(page);
    const late = page.waitForResponse((answer) => createsTag(answer.request()));
    release?.();
    expect((await late).status()).toBe(401);
    await goTo(page, '/roles');
    await page.getByRole('heading', { name: /^Roles/ }).waitFor();
    expect(await who(page).innerText()).toContain('as Super-Admin');
    expect(await page.getByText('no longer').count()).toBe(0);
  });
});

describe('a role that is taken away while one has chosen it', () => {
  it('R4 is one’s choice no longer, and says so', async () => {
    const name = `member-${aName('role')}`;
    const [{ userId }, role, as] = await Promise.all([person(name), aCreatedRole(), asSuperAdmin()]);
    const held = `/users/${userId}/roles/${role.roleId}`;
    await must(200, api('PUT', held, { as }));
    const page = await signedIn(name, { at: '/tags' });
    const choice = page.getByRole('combobox', { name: 'Role' });
    const asked = page.waitForRequest((request) => request.headers()['x-role-id'] === role.roleId);
    await choice.selectOption({ label: role.name });
    await asked;
    await must(200, api('DELETE', held, { as }));
    await goTo(page, '/teams');
    await page.getByText(`You act under the role ${role.name} no longer`).first().waitFor();
    await page.getByRole('row', { name: /Public/ }).waitFor();
    await expect.poll(() => who(page).innerText()).toContain('Member');
  });
});

describe('switching on', () => {
  it('T19 in the mode reaches a service user that is not shared with the person, and ends with it', async () => {
    const { userId, name } = await aCreatedServiceUser();
    const page = await signedIn('super-through', { at: '/users' });
    await switchToSuperAdmin(page);
    await goTo(page, `/switch?to=${userId}&return=/tags`);
    await page.getByRole('button', { name: `Switch to ${name}@service` }).click();
    await expect.poll(() => who(page).innerText()).toContain(`as ${name}@service`);
    await page.getByRole('heading', { name: /^Tags/ }).waitFor();
    expect(await sessionsOf(userId)).toHaveLength(1);
    await page.getByRole('button', { name: 'Switch back' }).click();
    await expect.poll(() => sessionsOf(userId)).toEqual([]);
    expect(await page.getByText('the token was not ended').count()).toBe(0);
  });

  it('lists for whoever acts as a service user those whom the person may assume, and ends the former session', async () => {
    const { page, user } = await acting('super-onward', { at: '/tags' });
    const other = await aCreatedServiceUser({ owner: await person('super-onward') });
    await goTo(page, '/switch');
    await page.getByRole('radio', { name: `${other.name}@service` }).check();
    await page.getByRole('button', { name: `Switch to ${other.name}@service` }).click();
    await expect.poll(() => who(page).innerText()).toContain(`as ${other.name}@service`);
    await expect.poll(() => sessionsOf(user.userId)).toEqual([]);
    expect(await sessionsOf(other.userId)).toHaveLength(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect.poll(() => sessionsOf(other.userId)).toEqual([]);
  });

  it('is said as a call and a command that do the same as the page does', async () => {
    const { page, user } = await acting('super-same', { at: '/tags' });
    const name = `${user.name}@service`;
    const assume = `service-users assume ${name} --role SystemRole-Managers --minutes 60`;
    await goTo(page, `/switch?to=${user.userId}`);
    expect(await sameElsewhere(page)).toEqual([
      expect.not.stringContaining('Amorphic') as string,
      `${assume} -- bash`,
    ]);
    await switchToSuperAdmin(page);
    await page.getByRole('button', { name: `Switch to ${name}` }).waitFor();
    expect(await sameElsewhere(page)).toEqual([
      expect.stringContaining('-H "X-Amorphic-Service-User: $SERVICE_USER_TOKEN"') as string,
      `${assume} --super-admin -- bash`,
    ]);
    await goTo(page, '/switch?to=super-admin');
    await page.getByRole('button', { name: 'Switch to Super-Admin' }).waitFor();
    expect(await sameElsewhere(page)).toEqual([
      expect.not.stringContaining('Amorphic') as string,
      'service-users whoami --super-admin',
    ]);
  });

  it('R4 says the chosen role with the call and the command', async () => {
    const page = await signedIn('grace', { at: '/tags' });
    await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Member' });
    await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Manager' });
    await page.getByRole('button', { name: 'Create tag' }).click();
    const [call, command] = await sameElsewhere(page);
    expect(call).toContain('-H "X-Role-Id: SystemRole-Managers"');
    expect(command).toContain(' --as-role SystemRole-Managers');
  });
});

async function sessionsOf(userId: string): Promise<unknown> {
  const as = await asSuperAdmin();
  return (await must(200, api('GET', `/users/${userId}/sessions`, { as }))).body['Items'];
}

/** The call and the command that the page, or the dialog on it, names. */
async function sameElsewhere(page: Page): Promise<readonly string[]> {
  const heading = page.getByRole('button', { name: 'The same without this page' });
  if ((await heading.getAttribute('aria-expanded')) !== 'true') await heading.click();
  const texts = page.getByText(new RegExp(`^(curl -X .*${product().api}.*|service-users .*)$`));
  await texts.nth(1).waitFor();
  return await texts.allInnerTexts();
}
