import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoleId } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/time.ts';
import type { ServiceUser } from '../../shared/domain/user.ts';
import { expression } from '../../shared/store/expression.ts';
import { tokenKey } from '../../shared/store/keys.ts';
import type { ATokenWithValue } from '../support/aToken.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored, userWrites } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let loader: ServiceUser;
let token: ATokenWithValue;
beforeEach(async () => {
  api = await authorizing(issuer);
  loader = await api.serviceUser();
  token = await api.longLived(loader);
});

const getMe = ({ value }: { readonly value: string }, headers: Record<string, string[]> = {}) =>
  api.ask({ operation: 'getMe', authorization: value, headers });

async function change(user: ServiceUser, changes: Partial<ServiceUser>): Promise<void> {
  await stored(api.store.table, ...userWrites({ ...user, ...changes }));
}

describe('the role of a token', () => {
  const managers = { 'SystemRole-Managers': 'SystemRole-Managers' };

  beforeEach(async () => {
    await change(loader, { roles: { ...loader.roles, ...managers } });
  });

  it('K10, R4 is the default role, or the one in X-Role-Id', async () => {
    expect((await getMe(token)).caller?.principal.role.roleId).toBe('SystemRole-DefaultUsers');
    const wanted = await getMe(token, { 'X-Role-Id': ['SystemRole-Managers'] });
    expect(wanted.caller?.principal.role.roleId).toBe('SystemRole-Managers');
    expect(await getMe(token, { 'X-Role-Id': ['SystemRole-SystemAdministrators'] })).toMatchObject({
      status: 403,
      code: 'role-not-usable',
    });
  });

  it('K10, R4 is the one it is bound to, whatever X-Role-Id and the default role say', async () => {
    const bound = await api.longLived(loader, { roleId: 'SystemRole-DefaultUsers' });
    await change(loader, {
      roles: { ...loader.roles, ...managers },
      defaultRoleId: 'SystemRole-Managers' as RoleId,
    });
    const { caller } = await getMe(bound, { 'X-Role-Id': ['SystemRole-Managers'] });
    expect(caller?.principal).toMatchObject({
      role: { roleId: 'SystemRole-DefaultUsers' },
      tokenRoleId: 'SystemRole-DefaultUsers',
    });
  });

  it('K10, R7 must be attached now', async () => {
    const bound = await api.longLived(loader, { roleId: 'SystemRole-Managers' });
    expect(await getMe(bound)).toMatchObject({ status: 200 });
    await change(loader, {});
    expect(await getMe(bound)).toEqual({ status: 401, code: 'role-ended' });
  });
});

describe('where a token comes from, and what the policy asks', () => {
  it('is refused outside of its ranges', async () => {
    // Requests come from 192.0.2.7.
    const near = await api.longLived(loader, { allowedCidrs: ['10.0.0.0/8', '192.0.2.0/24'] });
    const far = await api.longLived(loader, { allowedCidrs: ['10.0.0.0/8', '2001:db8::/32'] });
    expect(await getMe(near)).toMatchObject({ status: 200 });
    expect(await getMe(far)).toEqual({ status: 401, code: 'source-address' });
  });

  it.each([
    ['{"service":{"longestDays":30}}', 'Rule longestDays: a service token lives at most 30 days.'],
    ['{"service":{"roleRequired":true}}', 'Rule roleRequired: bind a service token to a role.'],
    ['{"service":{"cidrs":["10.0.0.0/8"]}}', 'Rule cidrs: a service token works from 10.0.0.0/8 only.'],
  ])(
    'obeys a policy that was tightened, at the next request, and names the rule: %s',
    async (policy, detail) => {
      expect(await getMe(token)).toMatchObject({ status: 200 });
      api.tokenPolicy = policy;
      expect(await getMe(token)).toMatchObject({ status: 403, code: 'token-policy', detail });
      const { person } = await api.person();
      const personal = await api.longLived(person, { kind: 'personal' });
      expect(await getMe(personal)).toMatchObject({ status: 200 });
    },
  );

  it('refuses a token that never ends when none may, also while its old secret ends after a rotation', async () => {
    const forever = await api.longLived(loader, { lifeDays: undefined });
    api.tokenPolicy = '{"service":{"longestDays":30}}';
    const ends = expression`SET #expiresAt = ${addDays(api.now, 60)}`;
    await api.store.table.update(tokenKey(forever.own.hash), ends, expression`attribute_exists(#pk)`);
    expect(await getMe(forever)).toMatchObject({ status: 200 });
    api.tokenPolicy = '{"service":{"neverAllowed":false}}';
    expect(await getMe(forever)).toMatchObject({
      status: 403,
      detail: 'Rule neverAllowed: a service token must expire.',
    });
  });
});
