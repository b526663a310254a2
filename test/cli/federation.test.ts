import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { jwt } from '../support/jwt.ts';
import { loopback } from '../support/loopback.ts';
import { aFolder, serviceUsers, type Ended } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

/** Access tokens that live so long, in seconds. */
const accessToken = (life: number): string =>
  jwt({}, { exp: Math.floor(Date.now() / 1000) + life, jti: randomUUID() });

/** An API that takes a token of the platform once, and answers 401 to tokens that it has ended. */
async function anApi({ life = 600 } = {}) {
  const used = new Set<string | null>();
  const ended = new Set<string | undefined>();
  const { url, seen } = await loopback(({ url: { pathname }, form, headers }) => {
    if (pathname !== '/oauth2/token') {
      const problem = { code: 'credential-rejected', title: 'Refused', detail: 'It ended.' };
      if (ended.has(headers.authorization)) return Response.json(problem, { status: 401 });
      return Response.json({ UserId: headers.authorization, ActiveRole: { Permissions: [] } });
    }
    const subject = form.get('subject_token');
    const refused = { error: 'invalid_request', error_description: 'The subject token was used before.' };
    if (used.has(subject)) return Response.json(refused, { status: 400 });
    used.add(subject);
    return Response.json({ access_token: accessToken(life), expires_in: life });
  });
  const exchanges = () => seen.filter(({ url: { pathname } }) => pathname === '/oauth2/token').length;
  return { url, ended, exchanges };
}

/** A job of a platform: what its commands find in their environment. */
function aJob(url: string, more: Readonly<Record<string, string>> = {}) {
  const env = {
    XDG_CONFIG_HOME: aFolder(),
    SERVICE_USERS_URL: url,
    SERVICE_USERS_CLIENT_ID: 'svc-a',
    SERVICE_USERS_ID_TOKEN: randomUUID(),
    ...more,
  };
  const file = path.join(env.XDG_CONFIG_HOME, 'service-users', 'accessTokens.json');
  const whoami = (changed = {}): Promise<Ended> =>
    serviceUsers(['whoami', '-q', 'UserId'], { env: { ...env, ...changed } });
  const kept = () =>
    Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, { Token: string }>);
  return { env, file, whoami, kept };
}

it('one token of the platform is enough for all commands of a job, one after another', async () => {
  const api = await anApi();
  const { env, file, whoami } = aJob(api.url);
  const [first, second] = [await whoami(), await whoami()];
  expect(first.code, first.stderr).toBe(0);
  expect(second).toEqual(first);
  expect(api.exchanges()).toBe(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  expect(readFileSync(file, 'utf8')).not.toContain(env.SERVICE_USERS_ID_TOKEN);
});

it('one token of the platform is enough for commands that run at once', patience, async () => {
  const api = await anApi();
  const { file, whoami } = aJob(api.url);
  const ended = await Promise.all(Array.from({ length: 4 }, () => whoami()));
  expect(ended.map(({ code, stderr }) => `${String(code)}${stderr}`)).toEqual(['0', '0', '0', '0']);
  expect(api.exchanges()).toBe(1);
  expect(readdirSync(path.dirname(file)), 'no lock is left').toEqual(['accessTokens.json']);
});

it('what was got for one token, client or installation is used for no other', patience, async () => {
  const [api, other] = await Promise.all([anApi(), anApi()]);
  const { whoami } = aJob(api.url);
  const own = await whoami();
  const others = [
    await whoami({ SERVICE_USERS_ID_TOKEN: 'another' }),
    await whoami({ SERVICE_USERS_URL: other.url }),
  ];
  expect(others.map(({ code }) => code)).toEqual([0, 0]);
  expect(new Set([own, ...others].map(({ stdout }) => stdout)).size).toBe(3);
  expect((await whoami({ SERVICE_USERS_CLIENT_ID: 'svc-b' })).code, 'the API is asked').toBe(9);
  expect((await whoami()).stdout).toBe(own.stdout);
});

it('an access token that has ended is thrown away, and not used', async () => {
  const api = await anApi();
  const { file, whoami, kept } = aJob(api.url);
  await whoami();
  const [now] = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object);
  expect(now).toBeDefined();
  writeFileSync(file, JSON.stringify({ [now?.[0] ?? '']: { Token: 'old', Until: Date.now() } }));
  expect((await whoami()).code, 'its token of the platform is used up').toBe(9);
  expect((await whoami({ SERVICE_USERS_ID_TOKEN: 'new' })).code).toBe(0);
  expect(kept()).toHaveLength(1);
  expect(kept()[0]?.Token).not.toBe('old');
});

it('an access token that the API refuses is dropped, and the next command asks for another', async () => {
  const api = await anApi();
  const { whoami, kept } = aJob(api.url);
  api.ended.add((await whoami()).stdout.trim());
  expect((await whoami()).code).toBe(4);
  expect(kept()).toEqual([]);
  expect((await whoami()).stderr).toContain('used before');
});

it('commands work where nothing can be kept, and say why a second one cannot', async () => {
  const api = await anApi();
  const XDG_CONFIG_HOME = path.join(aFolder(), 'file');
  writeFileSync(XDG_CONFIG_HOME, '');
  const { whoami } = aJob(api.url, { XDG_CONFIG_HOME });
  expect((await whoami()).code).toBe(0);
  const second = await whoami();
  expect(second.code).toBe(9);
  expect(second.stderr).toContain(`kept in ${XDG_CONFIG_HOME}/service-users for further commands`);
});

it('logout forgets what federation got', async () => {
  const api = await anApi();
  const { env, whoami, kept } = aJob(api.url);
  await whoami();
  expect(kept()).toHaveLength(1);
  expect((await serviceUsers(['logout'], { env })).code).toBe(0);
  expect(kept()).toEqual([]);
});

it('a platform that gives every command a token of its own leaves nothing behind', async () => {
  const platform = await loopback((_, count) => Response.json({ value: `t${String(count)}` }));
  const api = await anApi();
  const { file, whoami } = aJob(api.url, {
    SERVICE_USERS_ID_TOKEN: '',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${platform.url}/token`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'r',
  });
  expect([(await whoami()).code, (await whoami()).code]).toEqual([0, 0]);
  expect(() => statSync(file)).toThrow('ENOENT');
});
