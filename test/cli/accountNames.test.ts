import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { newId } from '../../shared/domain/ids.ts';
import { systemClock } from '../../shared/domain/time.ts';
import { putNewTag } from '../../shared/store/tags.ts';
import { api, must } from '../support/api.ts';
import { aCreatedRole, aCreatedServiceUser, productTable } from '../support/created.ts';
import { aMember, asSuperAdmin, aSuperAdmin, type SignedIn } from '../support/people.ts';
import { serviceUsers, type Ended } from '../support/runCommand.ts';
import { stored } from '../support/stored.ts';
import { aRule } from '../support/trust.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

function as({ token }: SignedIn, args: readonly string[], input = ''): Promise<Ended> {
  return serviceUsers(args, { env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token }, input });
}

function apply(who: SignedIn, file: object, ...flags: string[]): Promise<Ended> {
  return as(who, ['apply', '-f', '-', '--yes', ...flags], JSON.stringify(file));
}

async function lines(run: Promise<Ended>): Promise<string[]> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout.split('\n').filter(Boolean);
}

const padded = (text: string): string => `  ${text} `;

/** A trust rule as a file wants it. */
const wanted = {
  name: 'ci',
  issuer: aRule.Issuer,
  audience: aRule.Audience,
  conditions: aRule.Conditions.map(({ Claim, Equals }) => ({ claim: Claim, equals: Equals })),
};

/** An account whose names are written in some form. */
const fileOf = (id: string) => (form: (name: string) => string) => ({
  roles: [{ name: form(`Rôle ${id}`), permissions: ['bi.view'] }],
  teams: [form(`Team ${id}`), form('Public')],
  users: [
    {
      name: `svc-${id}`,
      displayName: padded('Loader'),
      roles: [form(`Rôle ${id}`), form('manager')],
      defaultRole: form(`Rôle ${id}`),
      teams: [form(`Team ${id}`), form('Public')],
      trustRules: [{ ...wanted, name: padded('ci'), role: form(`Rôle ${id}`) }],
    },
  ],
});

it(
  'takes names as the API keeps them, without blanks and in any case: a second run changes nothing',
  patience,
  async () => {
    const owner = await aSuperAdmin();
    const id = randomUUID();
    const file = fileOf(id);
    expect(await lines(apply(owner, file(padded), '--super-admin'))).toEqual([
      `+ role Rôle ${id}`,
      `+ team Team ${id}`,
      `+ user svc-${id}`,
      `~ user svc-${id}: DisplayName`,
      `+ user svc-${id}: role Rôle ${id}`,
      `+ user svc-${id}: role manager`,
      `~ user svc-${id}: default role Rôle ${id}`,
      `+ user svc-${id}: trust rule ci`,
    ]);
    expect(await lines(apply(owner, file(padded)))).toEqual([]);
    expect(
      await lines(
        apply(
          owner,
          file((name) => name.toUpperCase()),
        ),
      ),
    ).toEqual([]);
    expect(
      await lines(
        apply(
          owner,
          file((name) => name.normalize('NFD')),
        ),
      ),
    ).toEqual([]);
  },
);

it('knows a built-in role by any of its names and leaves it as it is', async () => {
  const ended = await apply(await aSuperAdmin(), { roles: [{ name: 'member', permissions: [] }] });
  expect(ended.stderr).toContain('The role member is built in');
  expect(ended.code).toBe(2);
});

const user = { name: 'svc-a' };
it.each([
  ['team data', { teams: ['Data', 'data'] }],
  [
    'role r',
    {
      roles: [
        { name: 'R', permissions: [] },
        { name: ' r', permissions: [] },
      ],
    },
  ],
  ['permission of R bi.view', { roles: [{ name: 'R', permissions: ['bi.view', 'bi.view'] }] }],
  ['manager of R a@x', { roles: [{ name: 'R', permissions: [], managers: ['A@x', 'a@x'] }] }],
  ['team of svc-a data', { users: [{ ...user, teams: ['Data', 'data '] }] }],
  ['role of svc-a admin', { users: [{ ...user, roles: ['Admin', 'admin'] }] }],
  ['share of svc-a with a@x', { users: [{ ...user, shares: { users: ['a@x', 'a@x'] } }] }],
  ['share of svc-a with tag e=p', { users: [{ ...user, shares: { tags: ['E=p', 'e=p'] } }] }],
])('changes nothing for a file that names a thing twice: the %s', async (what, file) => {
  const ended = await apply(await aMember(), file);
  expect(ended.stderr).toContain(`The ${what} is there twice.`);
  expect(ended.code).toBe(2);
});

it('a trust rule whose role is gone is written with a word on it, and stays as it is', patience, async () => {
  const owner = await aMember();
  const [{ userId, name }, { roleId }] = await Promise.all([
    aCreatedServiceUser({ sharedWith: owner }),
    aCreatedRole(),
  ]);
  const admin = await asSuperAdmin();
  const rule = { ...aRule, RoleId: roleId };
  await must(200, api('PUT', `/users/${userId}/roles/${roleId}`, { as: admin }));
  await must(201, api('POST', `/users/${userId}/trust-rules`, { as: owner.token, body: rule }));
  await must(200, api('DELETE', `/users/${userId}/roles/${roleId}`, { as: admin }));
  await must(204, api('DELETE', `/roles/${roleId}`, { as: admin }));
  const exported = (await lines(as(owner, ['export']))).join('\n');
  expect(exported).toContain(`role: ${roleId} # this role is gone`);
  const { users } = parse(exported) as { users: { name: string; trustRules: object[] }[] };
  const [mine] = users.filter((one) => one.name === name);
  expect(await lines(apply(owner, { users: [mine] }))).toEqual([]);
  const changed = { ...mine, displayName: 'x', trustRules: [{ ...mine?.trustRules[0], audience: 'y' }] };
  const refused = await apply(owner, { users: [changed] });
  expect(refused, 'nothing is begun').toMatchObject({ code: 6, stdout: '' });
  expect(refused.stderr).toContain(`There is no role ${roleId}. Give trust rule ci of user ${name} another`);
});

it('a tag whose name two tags have is asked for by its id, by which it is exported', patience, async () => {
  const owner = await aMember();
  const { userId, name } = await aCreatedServiceUser({ sharedWith: owner });
  const part = randomUUID();
  const [one, other] = [await aTag(`${part}=b`, 'c'), await aTag(part, 'b=c')];
  const shared = (tag: string) => ({ users: [{ name, shares: { tags: [tag] } }] });
  const named = await apply(owner, shared(`${part}=b=c`));
  expect(named.stderr).toContain(`${one} (key ${part}=b, value c)`);
  expect(named.stderr).toContain(`${other} (key ${part}, value b=c)`);
  expect(named.code).toBe(2);
  expect((await as(owner, ['tags', 'users', `${part}=b=c`])).code).toBe(2);
  await lines(as(owner, ['tags', 'users', other]));
  expect(await lines(apply(owner, shared(other)))).toEqual([`+ user ${name}: share with tag ${other}`]);
  const { users } = parse((await lines(as(owner, ['export']))).join('\n')) as ReturnType<typeof shared>;
  expect(users.find((user) => user.name === name)?.shares.tags).toEqual([other]);
  expect(await lines(apply(owner, shared(other)))).toEqual([]);
  await lines(as(owner, ['share', 'remove', userId, other]));
});

/** A tag as it is stored, whatever new ones may be called. */
async function aTag(tagKey: string, tagValue: string): Promise<string> {
  const tagId = newId('tag');
  const { tag, name } = putNewTag({ tagId, tagKey, tagValue, createdAt: systemClock(), createdBy: 'x' });
  await stored(await productTable(), tag, name);
  return tagId;
}
