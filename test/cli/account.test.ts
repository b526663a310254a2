import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { serviceUsers as command } from '../support/runCommand.ts';
import { aSuperAdmin, type SignedIn } from '../support/people.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

async function apply({ token }: SignedIn, file: string, ...flags: string[]) {
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token };
  return command(['apply', '-f', '-', '--super-admin', ...flags], { env, input: file });
}

const fileFor = (id: string): string => `
roles: [{ name: "Loader ${id}", description: loads, permissions: [bi.view, bi.manage] }]
teams: ["Data ${id}"]
users:
  - name: svc-${id}
    displayName: Loader ${id}
    description: loads at night
    roles: ["Loader ${id}"]
    defaultRole: "Loader ${id}"
    teams: ["Data ${id}"]
    status: disabled
`;

it('makes the account look like the file and shows the plan first', patience, async () => {
  const owner = await aSuperAdmin();
  const id = randomUUID();
  const file = fileFor(id);
  const dry = await apply(owner, file, '--dry-run');
  expect(dry.code, dry.stderr).toBe(0);
  expect(dry.stdout.trim().split('\n')).toEqual([
    `+ role Loader ${id}`,
    `+ team Data ${id}`,
    `+ user svc-${id}`,
    `~ user svc-${id}: DisplayName`,
    `+ user svc-${id}: role Loader ${id}`,
    `~ user svc-${id}: default role Loader ${id}`,
    `~ user svc-${id}: disabled`,
  ]);
  const unasked = await apply(owner, file);
  expect(unasked.code, 'nobody can be asked').toBe(2);
  const first = await apply(owner, file, '--yes');
  expect(first.code, first.stderr).toBe(0);
  const second = await apply(owner, file, '--yes');
  expect(second.stdout).toBe('');
  expect(second.stderr).toContain('Nothing to change');
});

it('takes away what the file does not list any more, within what it names', patience, async () => {
  const owner = await aSuperAdmin();
  const id = randomUUID();
  const file = fileFor(id);
  expect((await apply(owner, file, '--yes')).code).toBe(0);
  const changed = file
    .replace('bi.view, ', '')
    .replace(`roles: ["Loader ${id}"]`, 'roles: [Manager]')
    .replace(/ *defaultRole.*\n/, '');
  const third = await apply(owner, changed, '--yes');
  expect(third.code, third.stderr).toBe(0);
  expect(third.stdout.trim().split('\n')).toEqual([
    `~ role Loader ${id}: permissions`,
    `+ user svc-${id}: role Manager`,
    `- user svc-${id}: role Loader ${id}`,
  ]);
  expect((await apply(owner, changed, '--yes')).stdout).toBe('');
});

it.each([
  ['users: [{ name: svc-a, role: Admin }]', 'users[0].role is not known'],
  ['users: [{ name: "Svc A" }]', 'users[0].name must be a user name'],
  ['users: [{ name: svc-a }, { name: svc-a@service }]', 'The user svc-a is there twice'],
  ['users: svc-a', 'users must be a list'],
  ['roles: [{ name: r }]', 'roles[0].permissions is missing'],
  ['users: [', 'The file is not YAML'],
  ['users: [{ name: svc-a, teams: [nowhere] }]', 'there is no team nowhere'],
])('changes nothing for a file that is wrong: %s', async (file, message) => {
  const ended = await apply(await aSuperAdmin(), file, '--yes');
  expect(ended.stderr).toContain(message);
  expect(ended.code).toBe(2);
});

it('writes what apply reads', patience, async () => {
  const owner = await aSuperAdmin();
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: owner.token };
  const name = `svc-${randomUUID()}`;
  const created = await command(['users', 'create', name, '--super-admin', '--description', 'd'], { env });
  expect(created.code, created.stderr).toBe(0);
  const exported = await command(['export', '--super-admin'], { env });
  expect(exported.code, exported.stderr).toBe(0);
  const { users } = parse(exported.stdout) as { users: { name: string }[] };
  const mine = users.filter((user) => user.name === name);
  expect(mine).toMatchObject([{ name, displayName: name, description: 'd', status: 'enabled', roles: [] }]);
  const again = await apply(owner, JSON.stringify({ users: mine }), '--dry-run');
  expect(again.stdout, again.stderr).toBe('');
  expect(again.code).toBe(0);
});
