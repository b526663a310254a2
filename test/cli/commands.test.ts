import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { aFolder, serviceUsers, type Ended } from '../support/runCommand.ts';
import { aSuperAdmin, person, type SignedIn } from '../support/people.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

function as({ token }: SignedIn, ...args: string[]): Promise<Ended> {
  return serviceUsers(args, { env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token } });
}

async function must(run: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout;
}

const aName = (): string => `svc-${randomUUID()}`;

describe('who and what', () => {
  it('says who the token is', async () => {
    const linus = await person('linus');
    const me = JSON.parse(await must(as(linus, 'whoami'))) as Record<string, unknown>;
    expect(me).toMatchObject({ UserId: linus.userId, IsServiceUser: false, SuperAdminMode: false });
  });

  it('lists as JSON in a pipe, as lines, as a table, and as a part', async () => {
    const linus = await person('linus');
    const all = JSON.parse(await must(as(linus, 'users', 'list', '--name', 'Linus'))) as { UserId: string }[];
    expect(all.map(({ UserId }) => UserId)).toContain(linus.userId);
    const lines = await must(as(linus, 'users', 'list', '--type', 'human', '-o', 'jsonl', '--limit', '3'));
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { IsServiceUser: boolean }).IsServiceUser),
    ).toEqual([false, false, false]);
    const table = await must(as(linus, 'users', 'list', '--name', 'Linus', '-o', 'table'));
    expect(table).toMatch(/^NAME +USER NAME +TYPE/);
    expect(table).toContain('Linus Berg');
    expect(table, 'colour is for terminals').not.toContain('\u001b');
    expect(await must(as(linus, 'users', 'list', '--name', 'linus@', '-q', '[].UserId'))).toBe(
      `${linus.userId}\n`,
    );
  });

  it('finds people and roles by what people write', async () => {
    const linus = await person('linus');
    expect(await must(as(linus, 'users', 'get', 'linus@example.com', '-q', 'UserId'))).toBe(
      `${linus.userId}\n`,
    );
    expect(await must(as(linus, 'users', 'get', 'me', '-q', 'UserId'))).toBe(`${linus.userId}\n`);
    expect(await must(as(linus, 'roles', 'get', 'Manager', '-q', 'RoleId'))).toBe('SystemRole-Managers\n');
  });
});

describe('a service user', () => {
  it.each([['json'], ['table']])(
    'has its first token printed once, on stdout as %s: nothing of it on stderr, which logs keep',
    patience,
    async (form) => {
      const args = ['users', 'create', aName(), '--super-admin', '--token', 'ci', '-o', form];
      const { code, stdout, stderr } = await as(await aSuperAdmin(), ...args);
      expect(code, stderr).toBe(0);
      const values = `${stdout}${stderr}`.match(/sut_[0-9A-Za-z]{36}/g);
      expect(values).toHaveLength(1);
      expect(stdout).toContain(values?.[0]);
      expect(stderr).toBe('Keep it now: it is not shown again.\n');
    },
  );

  it('is created in the mode, edited, disabled, enabled and deleted from the shell', patience, async () => {
    const owner = await aSuperAdmin();
    const name = aName();
    const created = await must(
      as(owner, 'users', 'create', name, '--super-admin', '--description', 'loads', '-q', 'UserName'),
    );
    expect(created).toBe(`${name}@service\n`);
    const edited = await must(
      as(owner, 'users', 'edit', name, '--display-name', 'Loader', '-q', 'DisplayName'),
    );
    expect(edited).toBe('Loader\n');
    expect(await must(as(owner, 'users', 'get', name, '-q', 'Description')), 'what is not given stays').toBe(
      'loads\n',
    );
    expect(await must(as(owner, 'users', 'disable', name, '-q', 'Status'))).toBe('disabled\n');
    expect(await must(as(owner, 'users', 'enable', name, '-q', 'Status'))).toBe('enabled\n');
    const events = await must(as(owner, 'events', name, '-q', '[].Action'));
    expect(events.trim().split('\n').length).toBeGreaterThan(3);
  });

  it(
    'is assumed for a command, which gets its token in the environment, and the session ends with it',
    patience,
    async () => {
      const owner = await aSuperAdmin();
      const name = aName();
      await must(as(owner, 'users', 'create', name, '--super-admin'));
      const script = `const { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token } = process.env;
      const answer = await fetch(url + '/users/me', { headers: { authorization: 'Bearer ' + token } });
      console.log(JSON.stringify({ token, me: await answer.json() }));
      process.exitCode = 7;`;
      const run = await as(
        owner,
        'assume',
        name,
        '--minutes',
        '5',
        '--reason',
        'test',
        '--',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
      );
      expect(run.code, run.stderr).toBe(7);
      const { token, me } = JSON.parse(run.stdout) as { token: string; me: Record<string, unknown> };
      expect(me).toMatchObject({
        UserName: `${name}@service`,
        IsServiceUser: true,
        AssumedBy: { UserId: owner.userId },
      });
      const dead = await fetch(`${url}/users/me`, { headers: { authorization: `Bearer ${token}` } });
      expect(dead.status).toBe(401);
    },
  );

  it(
    'is assumed for one command of ours with --as, and its token printed for scripts',
    patience,
    async () => {
      const owner = await aSuperAdmin();
      const name = aName();
      await must(as(owner, 'users', 'create', name, '--super-admin'));
      expect(await must(as(owner, 'whoami', '--as', name, '-q', 'UserName'))).toBe(`${name}@service\n`);
      const token = (await must(as(owner, 'token', '--for', name, '--minutes', '5'))).trim();
      const me = await serviceUsers(['whoami', '-q', 'IsServiceUser'], {
        env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token },
      });
      expect(me.stdout).toBe('true\n');
    },
  );
});

describe('the exit code', () => {
  it.each([
    [2, ['users', 'list', '--sort', 'age']],
    [2, ['users', 'lst']],
    [2, ['users', 'list', '--limit', '0']],
    [5, ['users', 'create', 'svc-x']],
    [6, ['users', 'get', 'svc_00000000000000000000000000']],
    [6, ['users', 'get', 'nobody-of-this-name']],
    [9, ['token', '--for', 'linus@example.com']],
  ])('is %i for %j', async (code, args) => {
    const linus = await person('linus');
    const ended = await as(linus, ...args);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).not.toContain('at ');
  });

  it('is 4 for a credential that is refused, and names the code and the request', async () => {
    const ended = await serviceUsers(['whoami'], {
      env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: 'nonsense' },
    });
    expect(ended.code).toBe(4);
    expect(ended.stderr).toMatch(/credential-rejected, request /);
    expect(ended.stderr).not.toContain('nonsense');
  });

  it('is 3 when nothing is set up, and 11 when nobody answers', async () => {
    expect((await serviceUsers(['whoami'], { env: { XDG_CONFIG_HOME: aFolder() } })).code).toBe(3);
    const env = { SERVICE_USERS_URL: 'http://127.0.0.1:9', SERVICE_USERS_TOKEN: 't' };
    expect((await serviceUsers(['whoami'], { env })).code).toBe(11);
  });

  it('is 3 for an address that would carry the token in the clear', async () => {
    const env = { SERVICE_USERS_URL: 'http://api.example.com', SERVICE_USERS_TOKEN: 't' };
    expect((await serviceUsers(['whoami'], { env })).code).toBe(3);
  });

  it('is 7 for a name that is taken and 8 for a version that is stale', patience, async () => {
    const owner = await aSuperAdmin();
    const name = aName();
    await must(as(owner, 'users', 'create', name, '--super-admin'));
    expect((await as(owner, 'users', 'create', name, '--super-admin')).code).toBe(7);
    expect((await as(owner, 'users', 'edit', name, '--display-name', 'x', '--if-match', '99')).code).toBe(8);
  });
});

describe('what cannot be taken back', () => {
  it('is not done where nobody can be asked', async () => {
    const linus = await person('linus');
    const ended = await as(linus, 'roles', 'delete', 'Manager');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('--yes');
  });
});

describe('sign-in with a token', () => {
  it('takes it from standard input, keeps it for its owner only, and forgets it', patience, async () => {
    const mary = await person('mary');
    const env = { XDG_CONFIG_HOME: aFolder() };
    const login = await serviceUsers(['login', '--token', '--url', url], { env, input: `${mary.token}\n` });
    expect(login.code, login.stderr).toBe(0);
    expect(login.stdout + login.stderr).not.toContain(mary.token);
    const file = path.join(env.XDG_CONFIG_HOME, 'service-users', 'credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect((await serviceUsers(['whoami', '-q', 'UserId'], { env })).stdout).toBe(`${mary.userId}\n`);
    const elsewhere = await serviceUsers(['whoami', '--url', 'http://127.0.0.1:9'], { env });
    expect(elsewhere.code, 'a credential is sent to its own installation only').toBe(3);
    expect((await serviceUsers(['logout'], { env })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain(mary.token);
    expect((await serviceUsers(['whoami'], { env })).code).toBe(3);
  });

  it('keeps nothing of a token that is refused', async () => {
    const env = { XDG_CONFIG_HOME: aFolder() };
    expect((await serviceUsers(['login', '--token', '--url', url], { env, input: 'nonsense' })).code).toBe(4);
    expect((await serviceUsers(['profiles', 'list', '-q', '[].Name'], { env })).stdout).toBe('');
  });
});
