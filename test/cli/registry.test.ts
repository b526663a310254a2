import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, inject, it } from 'vitest';
import { assumed, serviceUsers as client, serviceToken, staticToken } from '../../client/index.ts';
import { tokenVerifier } from '../../client/verify.ts';
import { aMember, aSuperAdmin, person, type SignedIn } from '../support/people.ts';
import { aFolder, serviceUsers } from '../support/runCommand.ts';

const url = inject('product').api;

/** Runs a command that must succeed. */
async function run({ token }: Pick<SignedIn, 'token'>, ...args: string[]): Promise<string> {
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token };
  const { code, stdout, stderr } = await serviceUsers(args, { env });
  expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout.trim();
}

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

async function aServiceUser({ token }: SignedIn): Promise<string> {
  const api = client({ baseUrl: url, credentials: staticToken(token) });
  const { body: mode } = await api.enterSuperAdminMode({ body: { DurationMinutes: 5 } });
  const inMode = client({ baseUrl: url, credentials: staticToken(mode.Token ?? '') });
  const name = `svc-${randomUUID()}`;
  await inMode.createUser({ body: { Name: name } });
  return name;
}

it(
  'creates, uses, rotates, revokes, restores and deletes tokens; a value goes into a file of mode 0600',
  patience,
  async () => {
    const owner = await aSuperAdmin();
    const name = await aServiceUser(owner);
    const file = path.join(aFolder(), 'token');
    const shown = await run(
      owner,
      'tokens',
      'create',
      name,
      'first',
      '--expires-in-days',
      '7',
      '--save',
      file,
    );
    const value = readFileSync(file, 'utf8').trim();
    expect(shown).not.toContain(value);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run({ token: value }, 'whoami', '-q', 'UserName')).toBe(`${name}@service`);
    const rotated = await run(owner, 'tokens', 'rotate', name, 'first', '-q', 'Token');
    expect(await serviceToken(rotated)()).toEqual({ authorization: `Bearer ${rotated}` });
    expect(await run(owner, 'tokens', 'revoke', name, 'first', '-q', 'State')).toBe('revoked');
    expect(await run(owner, 'tokens', 'restore', name, 'first', '-q', 'State')).toBe('active');
    await run(owner, 'tokens', 'revoke', name, 'first');
    await run(owner, 'tokens', 'delete', name, 'first', '--yes');
    expect(await run(owner, 'tokens', 'list', name, '-q', '[].Name')).toBe('');
  },
);

it('shares with people and tags, and takes it away', patience, async () => {
  const owner = await aSuperAdmin();
  const [name, friend, tag] = [await aServiceUser(owner), await aMember(), `env=${randomUUID()}`];
  await run(owner, 'share', 'add', name, friend.userId);
  await run(owner, 'tags', 'create', tag, '--super-admin');
  await run(owner, 'tags', 'add', tag, friend.userId, '--access', 'Owner', '--super-admin');
  await run(owner, 'share', 'add', name, `tag:${tag}`, '--super-admin');
  expect((await run(owner, 'share', 'list', name, '-q', '[].GranteeType')).split('\n').sort()).toEqual([
    'tag',
    'user',
    'user',
  ]);
  expect(await run(friend, 'users', 'assumable', '-q', '[].UserName')).toBe(`${name}@service`);
  await run(owner, 'share', 'remove', name, friend.userId);
  await run(owner, 'share', 'remove', name, `tag:${tag}`, '--super-admin');
  expect(await run(friend, 'users', 'assumable', '-q', '[].UserName')).toBe('');
});

it('writes shares of people and tags into a file that apply takes', patience, async () => {
  const owner = await aSuperAdmin();
  const [name, friend] = [await aServiceUser(owner), await aMember()];
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: owner.token };
  const apply = (users: readonly string[]) =>
    serviceUsers(['apply', '-f', '-', '--yes'], {
      env,
      input: JSON.stringify({ users: [{ name, shares: { users } }] }),
    });
  const first = await apply([`${friend.name}@example.com`]);
  expect(first.stdout, first.stderr).toBe(
    `+ user ${name}: share with ${friend.name}@example.com\n- user ${name}: share with ${owner.userId}\n`,
  );
  expect(first.code, first.stderr).toBe(0);
  expect(await run(friend, 'users', 'assumable', '-q', '[].UserName')).toBe(`${name}@service`);
});

it('deletes a disabled service user and hands over what it owned', patience, async () => {
  const owner = await aSuperAdmin();
  const name = await aServiceUser(owner);
  const heir = await aMember();
  await run(owner, 'users', 'disable', name);
  const receipt = await run(
    owner,
    'users',
    'delete',
    name,
    '--transfer-to',
    heir.userId,
    '--yes',
    '-o',
    'json',
  );
  expect(receipt === '' || receipt.includes(heir.userId)).toBe(true);
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: owner.token };
  expect((await serviceUsers(['users', 'get', name], { env })).code).toBe(6);
});

it(
  'is for other services too: an assumed token is verified offline by the published keys',
  patience,
  async () => {
    const owner = await aSuperAdmin();
    const name = await aServiceUser(owner);
    const api = client({ baseUrl: url, credentials: staticToken(owner.token) });
    const userId = await run(owner, 'users', 'get', name, '-q', 'UserId');
    const credentials = assumed({
      api,
      person: staticToken(owner.token),
      userId,
      minutes: 5,
      reason: 'test',
    });
    const { body } = await client({ baseUrl: url, credentials }).getMe();
    expect(body).toMatchObject({ UserId: userId, AssumedBy: { UserId: owner.userId } });
    const headers = await credentials();
    const token = headers['x-amorphic-service-user'] ?? '';
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`)));
    const identity = await tokenVerifier({ issuer: String(payload.iss) }).verifyRequest(
      (header) => headers[header],
    );
    expect(identity).toMatchObject({ userId, isServiceUser: true, actor: owner.userId });
  },
);

it('registers resources and lists those of an owner', patience, async () => {
  const grace = await person('grace');
  const id = await run(grace, 'resources', 'create', 'dataset', `d-${randomUUID()}`, '-q', 'ResourceId');
  expect(
    (await run(grace, 'resources', 'list', '--owner', 'me', '-q', '[].ResourceId')).split('\n'),
  ).toContain(id);
  await run(grace, 'resources', 'delete', id, '--yes');
});
