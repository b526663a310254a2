import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { unknownId } from '../support/created.ts';
import { loopback } from '../support/loopback.ts';
import { aFolder, serviceUsers } from '../support/runCommand.ts';

const value = 'sut_value';
const made = { TokenId: unknownId.token, State: 'active', Token: value };
const ids = [unknownId.serviceUser, unknownId.token];

/** An API that makes a token of whatever it is asked, alone or with its user. */
async function anApi() {
  const api = await loopback(({ url }) =>
    Response.json(url.pathname === '/users' ? { UserId: 'u', Token: made } : made, { status: 201 }),
  );
  const run = (...args: string[]) =>
    serviceUsers(args, { env: { SERVICE_USERS_URL: api.url, SERVICE_USERS_TOKEN: 't' } });
  return { run, seen: api.seen };
}

const makers = [
  ['tokens create', ['tokens', 'create', unknownId.serviceUser, 'ci'], 'Token'],
  ['tokens rotate', ['tokens', 'rotate', ...ids], 'Token'],
  ['users create', ['users', 'create', 'svc-x', '--token', 'ci'], 'Token.Token'],
] as const;

it.each(makers)('%s makes no token that its query would lose', async (_, args, at) => {
  const { run, seen } = await anApi();
  for (const query of ['TokenId', 'State', `${at}[`]) {
    const ended = await run(...args, '-q', query);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).not.toContain('Keep it now');
  }
  expect(seen).toEqual([]);
});

it.each(makers)('%s prints the value that its query asks for, and says to keep it', async (_, args, at) => {
  const { run } = await anApi();
  expect(await run(...args, '-q', at)).toEqual({
    code: 0,
    stdout: `${value}\n`,
    stderr: 'Keep it now: it is not shown again.\n',
  });
});

it.each(makers)('%s answers any query where the value goes into a file', async (_, args, at) => {
  const { run } = await anApi();
  const file = path.join(aFolder(), 'token');
  const ended = await run(...args, '--save', file, '-q', at.replace(/Token$/, 'TokenId'));
  expect(ended).toEqual({ code: 0, stdout: `${unknownId.token}\n`, stderr: `Written to ${file}.\n` });
  expect(readFileSync(file, 'utf8')).toBe(`${value}\n`);
});

it.each([
  [['--never-expires'], '--token NAME'],
  [['--expires-in-days', '7'], '--token NAME'],
  [['--save', 'FILE'], '--token NAME'],
  [['--token', 't', '--never-expires', '--expires-in-days', '7'], 'Either'],
])('users create takes no %j that would say nothing', async (flags, message) => {
  const { run, seen } = await anApi();
  const file = path.join(aFolder(), 'token');
  const ended = await run('users', 'create', 'svc-x', ...flags.map((one) => one.replace('FILE', file)));
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
  expect(seen).toEqual([]);
  expect(existsSync(file)).toBe(false);
});
