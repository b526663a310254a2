import { describe, expect, it } from 'vitest';
import {
  aPage,
  consoleUrl,
  expectAccessible,
  expectAccessibleInBothThemes,
  pickPerson,
  scrollsSideways,
  signedIn,
} from '../support/browser.ts';

describe('signing in', () => {
  it('comes back to the address that was asked for, with neither code nor token in it', async () => {
    const page = await signedIn('member-comes-back', { at: '/users?type=service' });
    await expect.poll(() => page.url()).toBe(`${consoleUrl()}/users?type=service`);
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ|token|verifier|nonce/);
  });

  it('asks nobody again who reloads while the session at the issuer lasts', async () => {
    const page = await signedIn('member-reloads');
    await page.reload();
    await page.getByRole('heading', { name: /^Users( \(|$)/ }).waitFor();
    await expect
      .poll(() => page.getByRole('group', { name: 'Who you act as' }).innerText())
      .toContain('member-reloads');
  });

  it('takes no answer that it did not ask for', async () => {
    const page = await aPage();
    await page.goto(`${consoleUrl()}/?code=stolen&state=made-up`);
    await page.waitForURL(/interaction/);
    await pickPerson(page, 'member-not-stolen');
    await page.getByRole('heading', { name: /^Users( \(|$)/ }).waitFor();
  });

  it('ends at the console and at the issuer with signing out, and begins again only when asked to', async () => {
    const page = await signedIn('member-leaves');
    await page.getByRole('button', { name: 'Sign out' }).click();
    const sure = page.getByRole('button', { name: 'Sign out' });
    const out = page.getByRole('heading', { name: 'You are signed out' });
    await sure.or(out).first().waitFor();
    if (!(await out.isVisible())) await sure.click();
    await out.waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/interaction/);
  });
});

describe('the page', () => {
  it('is served with a policy that allows no inline script, no framing and no foreign host', async () => {
    const { headers } = await fetch(consoleUrl());
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('says so when there is no such page', async () => {
    const page = await signedIn('member-lost', { at: '/nowhere' });
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'To the users' }).click();
    await page.getByRole('heading', { name: /^Users( \(|$)/ }).waitFor();
  });

  it('has everything on a telephone, behind a menu', async () => {
    const page = await signedIn('member-telephone', { viewport: { width: 360, height: 740 } });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Switch', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Switch', exact: true }).waitFor();
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await expectAccessibleInBothThemes(page);
  });

  it('lets the keyboard skip to what it is about', async () => {
    const page = await signedIn('member-keyboard');
    await page.keyboard.press('Tab');
    await expect(page.evaluate('document.activeElement?.textContent')).resolves.toBe('Skip to the page');
    await page.keyboard.press('Enter');
    await expect(page.evaluate('document.activeElement?.id')).resolves.toBe('main');
  });
});
