import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { api, items, must } from '../support/api.ts';
import {
  expectAccessible,
  expectAccessibleInBothThemes,
  picture,
  scrollsSideways,
  signedIn,
} from '../support/browser.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { jwt, rs256 } from '../support/jwt.ts';
import { person } from '../support/people.ts';

async function owned(who: string, name: string) {
  return await aCreatedServiceUser({ owner: await person(who), name });
}

const github = 'https://token.actions.githubusercontent.com';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = { keys: [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] };

function outsideToken(claims: object): string {
  const iat = Math.floor(Date.parse('2020-01-01T00:00:00Z') / 1000);
  const exp = Math.floor(Date.parse('2100-01-01T00:00:00Z') / 1000);
  const all = { iss: github, aud: 'https://users.example.com', iat, exp, jti: 'job-1', ...claims };
  return jwt({ alg: 'RS256', kid: 'k1', typ: 'JWT' }, all, rs256(rsa.privateKey));
}

/** A service user that trusts jobs of a repository. */
async function trusting(who: string, name: string) {
  const { userId, owner } = await owned(who, name);
  const path = `/users/${userId}/trust-rules`;
  const Conditions = [{ Claim: 'repository', Equals: 'acme/warehouse' }];
  const body = {
    Name: 'warehouse',
    Issuer: github,
    Audience: 'https://users.example.com',
    Conditions,
    Jwks: jwks,
  };
  await must(201, api('POST', path, { as: owner.token, body }));
  return { userId, owner, path };
}

async function choosePlatform(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Platform/ }).click();
  await page.getByRole('option', { name }).click();
}

describe('trust rules of a service user', () => {
  it('are made from a preset, with pinned keys', async () => {
    const { userId, owner } = await owned('super-truster', 'svc trusting');
    const path = `/users/${userId}/trust-rules`;
    const page = await signedIn('super-truster', { at: `/users/${userId}/trust` });
    await page.getByRole('button', { name: 'Create trust rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create a trust rule for svc trusting' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('warehouse');
    await choosePlatform(page, 'Kubernetes');
    await dialog.getByText('Put yours in place of {the cluster’s service account issuer}.').waitFor();
    await choosePlatform(page, 'GitHub Actions');
    await dialog.getByRole('textbox', { name: 'Audience' }).fill('https://users.example.com');
    await dialog.getByRole('textbox', { name: 'Value of claim 1' }).fill('acme/warehouse');
    await dialog.getByRole('button', { name: 'Pinned keys (closed networks)' }).click();
    await dialog.getByRole('textbox', { name: 'Public keys of the issuer' }).fill(JSON.stringify(jwks));
    await expectAccessibleInBothThemes(page);
    await picture(page, 'create-trust-rule');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await page
      .getByRole('row', { name: /warehouse/ })
      .getByText('Keys pinned')
      .waitFor();
    expect(items(await must(200, api('GET', path, { as: owner.token })))).toMatchObject([
      {
        Name: 'warehouse',
        Issuer: github,
        Audience: 'https://users.example.com',
        Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
        Jwks: jwks,
      },
    ]);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'trust');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
  });

  it('are explained condition by condition; the token is gone with the dialog', async () => {
    const { userId } = await trusting('super-explainer', 'svc explained');
    const page = await signedIn('super-explainer', { at: `/users/${userId}/trust` });
    await page.getByRole('button', { name: 'Explain a token' }).click();
    const explain = page.getByRole('dialog', { name: /^Explain/ });
    const token = explain.getByRole('textbox', { name: 'Outside token' });
    const fork = outsideToken({ repository: 'mallory/warehouse' });
    await token.fill(fork);
    await explain.getByRole('button', { name: 'Explain', exact: true }).click();
    await explain.getByText('The token would be refused').waitFor();
    const claim = explain.getByRole('row', { name: /Claim repository/ });
    await expect(claim.innerText()).resolves.toMatch(
      /No\s+Claim repository\s+acme\/warehouse\s+mallory\/warehouse/,
    );
    await expectAccessibleInBothThemes(page);
    await picture(page, 'explain');
    await token.fill(outsideToken({ repository: 'acme/warehouse' }));
    await explain.getByRole('button', { name: 'Explain', exact: true }).click();
    await explain.getByText('The token would be accepted').waitFor();
    await explain.getByRole('button', { name: 'Cancel' }).click();
    await explain.waitFor({ state: 'hidden' });
    expect(await page.content()).not.toContain('eyJ');
    await page.getByRole('button', { name: 'Explain a token' }).click();
    expect(await token.inputValue()).toBe('');
    await explain.getByRole('button', { name: 'Cancel' }).click();
  });

  it('are changed and deleted', async () => {
    const { userId, path, owner } = await trusting('super-changer', 'svc changed');
    const page = await signedIn('super-changer', { at: `/users/${userId}/trust` });
    await page.getByRole('button', { name: 'Actions for warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Change' }).click();
    const change = page.getByRole('dialog', { name: 'Change the trust rule warehouse' });
    await change.getByRole('textbox', { name: 'Longest life in minutes' }).fill('181');
    await change.getByText('Whole minutes from 1 to 180.').waitFor();
    await change.getByRole('textbox', { name: 'Longest life in minutes' }).fill('15');
    await change.getByRole('button', { name: 'Change', exact: true }).click();
    await page
      .getByRole('row', { name: /warehouse/ })
      .getByText('15 min')
      .waitFor();

    await page.getByRole('button', { name: 'Actions for warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No trust rules').waitFor();
    expect(items(await must(200, api('GET', path, { as: owner.token })))).toEqual([]);
  });

  it('stay as narrow as somebody else has made them while they are changed', async () => {
    const { userId, path, owner } = await trusting('super-trust-rival', 'svc trust rival');
    const as = owner.token;
    const page = await signedIn('super-trust-rival', { at: `/users/${userId}/trust` });
    await page.getByRole('button', { name: 'Actions for warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Change' }).click();
    const change = page.getByRole('dialog', { name: 'Change the trust rule warehouse' });
    const minutes = change.getByRole('textbox', { name: 'Longest life in minutes' });
    await change.getByRole('textbox', { name: 'Name' }).fill('renamed');
    await minutes.fill('30');
    const [{ TrustRuleId } = {}] = items(await must(200, api('GET', path, { as })));
    const Conditions = [
      { Claim: 'repository', Equals: 'acme/warehouse' },
      { Claim: 'ref', Equals: 'refs/heads/main' },
    ];
    const body = { Conditions, MaxDurationMinutes: 5 };
    await must(200, api('PATCH', `${path}/${String(TrustRuleId)}`, { as, body }));
    await change.getByRole('button', { name: 'Change', exact: true }).click();
    await change.getByText('Somebody else has changed this trust rule meanwhile').waitFor();
    await change.getByText('Longest life in minutes: from “60” to “5”, and you changed it too').waitFor();
    await change.getByRole('button', { name: 'Take over theirs' }).click();
    expect(await minutes.inputValue()).toBe('5');
    await change.getByRole('button', { name: 'Change', exact: true }).click();
    await change.waitFor({ state: 'hidden' });
    expect(items(await must(200, api('GET', path, { as })))).toMatchObject([{ ...body, Name: 'renamed' }]);
  });

  it('tell a taken name at the name', async () => {
    const { userId, owner } = await owned('super-trust-taken', 'svc trust taken');
    const Conditions = [{ Claim: 'repository', Equals: 'acme/warehouse' }];
    const body = { Name: 'ci', Issuer: github, Audience: 'a', Conditions };
    await must(201, api('POST', `/users/${userId}/trust-rules`, { as: owner.token, body }));
    const page = await signedIn('super-trust-taken', { at: `/users/${userId}/trust` });
    await page.getByRole('button', { name: 'Create trust rule' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('ci');
    await page.getByRole('textbox', { name: 'Value of claim 1' }).fill('acme/other');
    await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText(/The service user has a trust rule of that name/).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true');
  });
});

describe('client keys of a service user', () => {
  it('are added as PEM and deleted; a private key is never sent', async () => {
    const { userId, owner } = await owned('super-keys', 'svc keys');
    const path = `/users/${userId}/client-keys`;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const page = await signedIn('super-keys', { at: `/users/${userId}/keys` });
    const sent: string[] = [];
    page.on('request', (request) => void sent.push(request.postData() ?? ''));
    await page.getByRole('button', { name: 'Add key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a client key to svc keys' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('loader');
    const key = dialog.getByRole('textbox', { name: 'Public key' });
    const secret = privateKey.export({ format: 'jwk' });
    for (const text of [JSON.stringify(secret), privateKey.export({ format: 'pem', type: 'pkcs8' })]) {
      await key.fill(String(text));
      await dialog.getByText(/This holds a private key/).waitFor();
      await expect.poll(() => key.inputValue()).toBe('');
    }
    await key.fill(String(publicKey.export({ format: 'pem', type: 'spki' })));
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page
      .getByRole('row', { name: /loader/ })
      .getByText('ES256')
      .waitFor();
    expect(sent.join('\n')).not.toContain(secret.d);
    expect(items(await must(200, api('GET', path, { as: owner.token })))).toMatchObject([
      { Name: 'loader', Algorithm: 'ES256' },
    ]);
    await expectAccessibleInBothThemes(page);
    await picture(page, 'client-keys');
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Delete loader' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No client keys').waitFor();
  });
});
