import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { aFolder, serviceUsers } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const { api, issuer, clientId } = inject('product');

type Cookies = Map<string, string>;

/** One step of a browser; where it is sent next, if anywhere. */
async function step(url: URL, person: string, cookies: Cookies): Promise<URL | undefined> {
  const asks = url.pathname.startsWith('/interaction/');
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(asks ? { method: 'POST', body: new URLSearchParams({ person }) } : {}),
  });
  await response.text();
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  const location = response.headers.get('location');
  return location === null ? undefined : new URL(location, url);
}

/** A browser that follows a sign-in to its end, as that person. */
async function browse(url: string, person: string): Promise<void> {
  const cookies: Cookies = new Map();
  let next: URL | undefined = new URL(url);
  for (let hop = 0; hop < 8 && next !== undefined; hop += 1) next = await step(next, person, cookies);
}

const login = ['login', '--url', api, '--issuer', issuer, '--client-id', clientId, '--no-browser'];

function signInAs(person: string, env: Record<string, string>, change = (url: string) => url) {
  let browsing: Promise<void> | undefined;
  return serviceUsers(login, {
    env,
    onMessage: (text) => {
      const url = /https?:\S+/.exec(text)?.[0];
      if (url !== undefined) browsing ??= browse(change(url), person);
    },
  });
}

it(
  'signs in with a browser by code and PKCE, and renews the token when its end is near',
  patience,
  async () => {
    const env = { XDG_CONFIG_HOME: aFolder() };
    const ended = await signInAs('linus', env);
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ Email: 'linus@example.com' });
    const file = path.join(env.XDG_CONFIG_HOME, 'service-users', 'credentials.json');
    const { default: kept } = JSON.parse(readFileSync(file, 'utf8')) as { default: Record<string, string> };
    expect(Object.keys(kept).sort()).toEqual(['IdToken', 'RefreshToken']);
    // As it is an hour later: only the refresh token is left.
    writeFileSync(file, JSON.stringify({ default: { RefreshToken: kept['RefreshToken'] } }));
    const me = await serviceUsers(['whoami', '-q', 'Email'], { env });
    expect(me.stdout, me.stderr).toBe('linus@example.com\n');
    expect(readFileSync(file, 'utf8')).toContain('IdToken');
  },
);

it('refuses an answer that is not to its own question', async () => {
  const env = { XDG_CONFIG_HOME: aFolder() };
  const ended = await signInAs('linus', env, (url) => url.replace(/state=[^&]+/, 'state=another'));
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('not to this sign-in');
});

it('finds the product on this machine', async () => {
  const data = aFolder();
  writeFileSync(path.join(data, 'endpoint.json'), JSON.stringify({ api, issuer, clientId }));
  const env = { XDG_CONFIG_HOME: aFolder() };
  let browsing: Promise<void> | undefined;
  const ended = await serviceUsers(['login', '--local', '--data', data, '--no-browser', '-q', 'Email'], {
    env,
    onMessage: (text) => {
      const url = /https?:\S+/.exec(text)?.[0];
      if (url !== undefined) browsing ??= browse(url, 'mary');
    },
  });
  expect(ended.stdout, ended.stderr).toBe('mary@example.com\n');
});
