import { describe, expect, it } from 'vitest';
import { anApplication } from '../support/applications.ts';
import { api, field, must } from '../support/api.ts';
import { aCreatedServiceUser, assumedToken } from '../support/created.ts';
import { accessToken, aClient, introspected, type Client } from '../support/oauth.ts';
import { aMember, aSuperAdmin, enterMode } from '../support/people.ts';
import { aPersonalToken, aServiceToken, manage } from '../support/tokens.ts';

interface Credential {
  readonly as: string;
  readonly assumed?: string;
}

/** A token for an application of the test's own. */
async function tokenFor(who: Credential): Promise<string> {
  const applicationId = await anApplication();
  return field(
    await must(201, api('POST', `/applications/${applicationId}/token`, { ...who, body: {} })),
    'Token',
  );
}

async function isActive(token: string, asker: Client): Promise<boolean> {
  return (await introspected(asker, token))['active'] === true;
}

/** What a check of a token says before and after a change. */
async function around(token: string, change: () => Promise<unknown>): Promise<boolean[]> {
  const asker = await aClient();
  const before = await isActive(token, asker);
  await change();
  return [before, await isActive(token, asker)];
}

describe('a token for an application', () => {
  it('T12 got while a service user is assumed, names the person and ends with the share', async () => {
    const [asker, member] = await Promise.all([aClient(), aMember()]);
    const target = await aCreatedServiceUser({ sharedWith: member });
    const token = await tokenFor({ as: member.token, assumed: await assumedToken(member, target) });
    expect(await introspected(asker, token)).toMatchObject({
      active: true,
      sub: target.userId,
      act: { sub: member.userId },
    });
    const path = `/users/${target.userId}/shares/users/${member.userId}`;
    expect(await around(token, () => must(200, api('DELETE', path, { as: target.owner.token })))).toEqual([
      true,
      false,
    ]);
  });

  it('T19 got while a service user is assumed through the mode, ends with the mode', async () => {
    const [boss, target] = await Promise.all([aSuperAdmin(), aCreatedServiceUser()]);
    const mode = await enterMode(boss.token);
    const assumed = field(
      await must(201, api('POST', `/users/${target.userId}/auth-token`, { as: mode, body: {} })),
      'Token',
    );
    const token = await tokenFor({ as: boss.token, assumed });
    const leave = () => must(204, api('DELETE', '/users/super-admin/auth-token', { as: mode }));
    expect(await around(token, leave)).toEqual([true, false]);
  });

  it('K6 got with a service token, ends with it', async () => {
    const secret = await aServiceToken();
    const token = await tokenFor({ as: secret.value });
    expect(await around(token, () => must(200, manage('revoke', secret)))).toEqual([true, false]);
  });

  it('K6 got with a secret that is rotated without an overlap, ends with that secret', async () => {
    const secret = await aServiceToken();
    const token = await tokenFor({ as: secret.value });
    expect(await around(token, () => must(200, manage('rotate', secret)))).toEqual([true, false]);
  });

  it('K6 got with a personal access token, ends with it', async () => {
    const secret = await aPersonalToken(await aMember());
    const token = await tokenFor({ as: secret.value });
    expect(await around(token, () => must(200, manage('revoke', secret)))).toEqual([true, false]);
  });

  it('K6 got with an access token, ends with the service token behind that', async () => {
    const client = await aClient();
    const token = await tokenFor({ as: await accessToken(client) });
    const path = `/users/${client.userId}/tokens/${client.tokenId}/revoke`;
    expect(await around(token, () => must(200, api('POST', path, { as: client.as })))).toEqual([true, false]);
  });

  it('RFC 7662 got with an access token of a narrower scope, has that scope', async () => {
    const [client, asker] = await Promise.all([aClient({}, { Role: 'Manager' }), aClient()]);
    const narrowed = await accessToken(client, { scope: 'users.view' });
    const token = await tokenFor({ as: narrowed });
    expect((await introspected(asker, token))['scope']).toBe('users.view');
  });

  it('of a person in the mode ends with the mode, and of a person who signed in stays', async () => {
    const boss = await aSuperAdmin();
    const mode = await enterMode(boss.token);
    const [byMode, bySignIn] = [await tokenFor({ as: mode }), await tokenFor({ as: boss.token })];
    const leave = () => must(204, api('DELETE', '/users/super-admin/auth-token', { as: mode }));
    expect(await around(byMode, leave)).toEqual([true, false]);
    expect(await isActive(bySignIn, await aClient())).toBe(true);
  });
});
