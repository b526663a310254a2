import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { alone } from '../../cli/lock.ts';
import { jwt } from '../support/jwt.ts';
import { loopback, type Loopback, type SeenRequest } from '../support/loopback.ts';
import { unknownId } from '../support/created.ts';
import { aFolder, serviceUsers, type Ended } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

/** An unsigned ID token: a command looks at its end only. */
const idToken = (secondsLeft: number): string =>
  jwt({}, { exp: Math.floor(Date.now() / 1000) + secondsLeft, jti: randomUUID() });

interface Site extends Loopback {
  /** Refresh tokens in the order in which they came. */
  readonly redeemed: string[];
}

/** An API with an issuer that rotates refresh tokens, and answers none that it has not given last. */
async function aSite(refuse?: () => Response): Promise<Site> {
  const redeemed: string[] = [];
  const issue = ({ form }: SeenRequest): Response => {
    const token = form.get('refresh_token') ?? '';
    const good = token === `rt-${String(redeemed.length)}`;
    redeemed.push(token);
    if (!good) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    return Response.json({ id_token: idToken(3600), refresh_token: `rt-${String(redeemed.length)}` });
  };
  const site = await loopback((request) => {
    const { pathname } = request.url;
    const origin = `http://${request.headers.host ?? ''}`;
    if (pathname === '/token') return refuse?.() ?? issue(request);
    const endpoints = { authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token` };
    const known: typeof answers = {
      ...answers,
      '/.well-known/openid-configuration': { issuer: origin, ...endpoints },
    };
    return Response.json(known[pathname] ?? {}, { status: pathname === '/roles' ? 201 : 200 });
  });
  return { ...site, redeemed };
}

const users = ['ada', 'grace'].map((name) => ({
  UserId: unknownId.person,
  UserName: `${name}@example.com`,
  DisplayName: name,
}));
const answers: Readonly<Record<string, object | undefined>> = {
  '/users': { Items: users },
  '/users/me': { UserId: 'u', ActiveRole: { Permissions: [] } },
  '/roles': { RoleId: 'r', Permissions: [] },
};

/** A sign-in whose ID token has ended, and the file that it is kept in. */
function signedIn({ url }: Site) {
  const XDG_CONFIG_HOME = aFolder();
  const folder = path.join(XDG_CONFIG_HOME, 'service-users');
  mkdirSync(folder);
  const Profiles = { default: { Url: url, Issuer: url, ClientId: 'c' } };
  writeFileSync(path.join(folder, 'profiles.json'), JSON.stringify({ Current: 'default', Profiles }));
  const file = path.join(folder, 'credentials.json');
  writeFileSync(file, JSON.stringify({ default: { IdToken: idToken(-1), RefreshToken: 'rt-0' } }));
  return { env: { XDG_CONFIG_HOME }, folder, file, lock: `${file}.lock` };
}

const codes = (ended: readonly Ended[]): string[] =>
  ended.map(({ code, stderr }) => `${String(code)}${stderr}`);

it('an ID token that has ended is renewed once for commands that run at once', patience, async () => {
  const site = await aSite();
  const { env, folder, file } = signedIn(site);
  const ended = await Promise.all(Array.from({ length: 5 }, () => serviceUsers(['whoami'], { env })));
  expect(codes(ended)).toEqual(['0', '0', '0', '0', '0']);
  expect(site.redeemed).toEqual(['rt-0']);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ default: { RefreshToken: 'rt-1' } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort(), 'no lock is left').toEqual(['credentials.json', 'profiles.json']);
});

it('a command that asks twice at once renews the ID token once', async () => {
  const site = await aSite();
  const { env } = signedIn(site);
  const managers = ['--manager', 'ada@example.com', '--manager', 'grace@example.com'];
  const create = ['roles', 'create', 'Z', ...managers, '--permission', 'a.view'];
  expect(codes([await serviceUsers(create, { env })])).toEqual(['0']);
  expect(site.redeemed).toEqual(['rt-0']);
});

/** The id of a process that has ended. */
const ofTheDead = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

it('the lock of a process that has ended holds nobody up', async () => {
  const site = await aSite();
  const { env, lock } = signedIn(site);
  writeFileSync(lock, `${String(ofTheDead())} ${hostname()} x`);
  expect(codes([await serviceUsers(['whoami'], { env })])).toEqual(['0']);
});

it('a lock without a sign of life for half a minute holds nobody up', async () => {
  const site = await aSite();
  const { env, lock } = signedIn(site);
  writeFileSync(lock, `${String(process.pid)} elsewhere x`);
  const then = new Date(Date.now() - 31_000);
  utimesSync(lock, then, then);
  expect(codes([await serviceUsers(['whoami'], { env })])).toEqual(['0']);
});

it('of many that find an abandoned lock one is at work at a time, and none is left out', async () => {
  const lock = path.join(aFolder(), 'lock');
  writeFileSync(lock, `${String(ofTheDead())} ${hostname()} x`);
  let [inside, done] = [0, 0];
  const work = async (): Promise<number> => {
    const met = ++inside;
    await readFile(lock);
    inside -= 1;
    done += 1;
    return met;
  };
  const met = await Promise.all(Array.from({ length: 20 }, () => alone(lock, work)));
  expect(Math.max(...met)).toBe(1);
  expect(done).toBe(20);
});

it('a refused renewal falls back on what another process has written meanwhile', async () => {
  const token = idToken(3600);
  const site = await aSite(() => {
    writeFileSync(file, JSON.stringify({ default: { IdToken: token, RefreshToken: 'rt-7' } }));
    return Response.json({ error: 'invalid_grant' }, { status: 400 });
  });
  const { env, file } = signedIn(site);
  expect(codes([await serviceUsers(['whoami'], { env })])).toEqual(['0']);
  expect(site.seen.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  expect(readFileSync(file, 'utf8')).toContain('rt-7');
});
