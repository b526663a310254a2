import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { api, items } from '../support/api.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { aMember, aSuperAdmin, type SignedIn } from '../support/people.ts';
import { serviceUsers, type Ended } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

function apply({ token }: SignedIn, file: object, ...flags: string[]): Promise<Ended> {
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token };
  return serviceUsers(['apply', '-f', '-', '--yes', ...flags], { env, input: JSON.stringify(file) });
}

async function lines(run: Promise<Ended>): Promise<string[]> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout.split('\n').filter(Boolean);
}

const rule = {
  name: 'ci',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://users.example.com',
  conditions: [
    { claim: 'repository', equals: 'acme/warehouse' },
    { claim: 'run_attempt', equals: 1 },
  ],
};

it('makes, changes and removes trust rules by name, and a second run changes nothing', patience, async () => {
  const owner = await aSuperAdmin();
  const name = `svc-${randomUUID()}`;
  const role = `Loader ${name}`;
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const pinned = { ...rule, name: 'pinned', role, jwks: { keys: [{ ...jwk, kid: 'k1' }] } };
  const file = (trustRules: readonly object[]) => ({
    roles: [{ name: role, permissions: ['bi.view'] }],
    users: [{ name, roles: [role], trustRules }],
  });
  const first = await lines(apply(owner, file([rule, pinned]), '--super-admin'));
  expect(first.slice(-2)).toEqual([`+ user ${name}: trust rule ci`, `+ user ${name}: trust rule pinned`]);
  expect(await lines(apply(owner, file([rule, pinned])))).toEqual([]);
  const turned = { ...rule, conditions: rule.conditions.toReversed() };
  const sameKeys = { ...pinned, jwks: { keys: [{ kid: 'k1', ...jwk }] } };
  expect(await lines(apply(owner, file([turned, sameKeys]))), 'order says nothing').toEqual([]);
  const changed = [
    { ...rule, name: 'new' },
    { ...pinned, audience: 'other', role: null, jwks: null, maxDurationMinutes: 5 },
  ];
  expect(await lines(apply(owner, file(changed)))).toEqual([
    `- user ${name}: trust rule ci`,
    `~ user ${name}: trust rule pinned: audience, role, maxDurationMinutes, jwks`,
    `+ user ${name}: trust rule new`,
  ]);
  expect(await lines(apply(owner, file(changed)))).toEqual([]);
  expect(await lines(apply(owner, { users: [{ name }] })), 'a list that is left out stays').toEqual([]);
  expect(await lines(apply(owner, file([])))).toHaveLength(2);
});

it('gives trust rules to a service user that the file has disabled, in the same run', patience, async () => {
  const owner = await aSuperAdmin();
  const name = `svc-${randomUUID()}`;
  const file = { users: [{ name, status: 'disabled', trustRules: [rule] }] };
  expect(await lines(apply(owner, file, '--super-admin'))).toEqual([
    `+ user ${name}`,
    `~ user ${name}: disabled`,
    `+ user ${name}: trust rule ci`,
  ]);
  expect(await lines(apply(owner, file))).toEqual([]);
});

it('keeps what the file leaves out of a rule', patience, async () => {
  const owner = await aMember();
  const { userId, name } = await aCreatedServiceUser({ sharedWith: owner });
  const whole = { ...rule, role: 'Member', maxDurationMinutes: 15 };
  await lines(apply(owner, { users: [{ name, trustRules: [whole] }] }));
  const changed = { ...rule, audience: 'other' };
  expect(await lines(apply(owner, { users: [{ name, trustRules: [changed] }] }))).toEqual([
    `~ user ${name}: trust rule ci: audience`,
  ]);
  const [now] = items(await api('GET', `/users/${userId}/trust-rules`, { as: owner.token }));
  expect(now).toMatchObject({ Audience: 'other', RoleId: 'SystemRole-DefaultUsers', MaxDurationMinutes: 15 });
});

it('writes trust rules that apply takes, and says where it may not see them', patience, async () => {
  const [owner, stranger] = await Promise.all([aMember(), aMember()]);
  const { name } = await aCreatedServiceUser({ sharedWith: owner });
  const trustRules = [{ ...rule, role: 'SystemRole-DefaultUsers', maxDurationMinutes: 15 }];
  await lines(apply(owner, { users: [{ name, trustRules }] }));
  const exportAs = ({ token }: SignedIn) =>
    serviceUsers(['export'], { env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token } });
  const mineOf = ({ stdout }: Ended) =>
    (parse(stdout) as { users: { name: string; trustRules?: unknown }[] }).users.find(
      (one) => one.name === name,
    );
  const mine = mineOf(await exportAs(owner));
  expect(mine?.trustRules).toEqual(trustRules);
  expect(await lines(apply(owner, { users: [mine] }))).toEqual([]);
  const seen = await exportAs(stranger);
  expect(mineOf(seen)).not.toHaveProperty('trustRules');
  expect(seen.stderr).toContain(name);
  const refused = await apply(stranger, { users: [{ name, trustRules }] });
  expect(refused.stderr).toContain('its trust rules cannot be planned');
  expect(refused.code).toBe(2);
});

it.each([
  [{ ...rule, conditions: [] }, 'conditions must not be empty'],
  [{ ...rule, conditions: [{ claim: 'sub' }] }, 'conditions[0].equals is missing'],
  [{ ...rule, conditions: [{ claim: 'sub', equals: null }] }, 'must be text, a number, true or false'],
  [{ ...rule, conditions: [{ claim: 'ref', equals: 'refs/heads/main' }] }, 'Everybody at'],
  [{ ...rule, maxDurationMinutes: 181 }, 'maxDurationMinutes must be a whole number from 1 to 180'],
  [{ ...rule, jwks: { keys: ['x'] } }, 'jwks.keys[0] must have fields'],
  [{ ...rule, role: 'no such role' }, 'There is no role no such role'],
  [{ ...rule, subject: 'x' }, 'trustRules[0].subject is not known'],
])('changes nothing for a rule that is wrong: %j', async (wrong, message) => {
  const owner = await aMember();
  const { userId, name } = await aCreatedServiceUser({ sharedWith: owner });
  const ended = await apply(owner, { users: [{ name, displayName: 'x', trustRules: [wrong] }] });
  expect(ended.stderr).toContain(message);
  expect(ended.code).toBe(message.startsWith('There is no') ? 6 : 2);
  expect(items(await api('GET', `/users/${userId}/trust-rules`, { as: owner.token }))).toEqual([]);
});

it('takes a name once', async () => {
  const ended = await apply(await aMember(), { users: [{ name: 'svc-x', trustRules: [rule, { ...rule }] }] });
  expect(ended.stderr).toContain('The trust rule of svc-x ci is there twice');
  expect(ended.code).toBe(2);
});
