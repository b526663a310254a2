import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { freePort } from '../../infra/local/freePort.ts';
import { signIn } from '../../infra/local/signIn.ts';
import type { LocalPerson } from '../../infra/local/signInPage.ts';
import { pickPersonPage } from '../../infra/local/signInPage.ts';
import { startSignInProvider } from '../../infra/local/signInProvider.ts';

const ada: LocalPerson = { id: 'ada', name: 'Ada', email: 'ada@example.com', groups: ['super'], note: '' };
const people = { shown: [ada], find: (id: string) => (id === 'ada' ? ada : undefined) };

async function aProvider(test: TestContext, settings: { secretsFile?: string; port?: number } = {}) {
  const { secretsFile, port = await freePort() } = settings;
  const provider = await startSignInProvider({ port, clientId: 'client', people, secretsFile });
  test.onTestFinished(() => provider.stop());
  const verify = (token: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(`${provider.issuer}/.well-known/jwks.json`)), {
      issuer: provider.issuer,
      audience: 'client',
      algorithms: ['RS256'],
    });
  return { ...provider, port, verify };
}

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const authorization = (issuer: string, changes: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    client_id: 'client',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'http://127.0.0.1:5173/',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return fetch(`${issuer}/auth?${query}`, { redirect: 'manual' });
};

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

describe('the sign-in provider', () => {
  it('gives an ID token by code and PKCE that verifies through its published keys', async (test) => {
    const { issuer, verify } = await aProvider(test);
    const { payload } = await verify(await signIn({ issuer, clientId: 'client', person: 'ada' }));
    expect(payload).toMatchObject({
      sub: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      email_verified: true,
      groups: ['super'],
      'cognito:groups': ['super'],
      token_use: 'id',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it('knows nobody else', async (test) => {
    const { issuer } = await aProvider(test);
    await expect(signIn({ issuer, clientId: 'client', person: 'bob' })).rejects.toThrow('Nobody called bob');
  });

  it('keeps its key over a restart, in a file that only its owner reads', async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true }));
    const secretsFile = join(folder, 'sign-in.json');
    const first = await aProvider(test, { secretsFile });
    const token = await signIn({ issuer: first.issuer, clientId: 'client', person: 'ada' });
    await first.stop();
    const second = await aProvider(test, { secretsFile, port: first.port });
    // The first connection after the restart may still be one that the first provider closed.
    await expect.poll(async () => (await second.verify(token)).payload.sub).toBe('ada');
    expect(statSync(secretsFile).mode & 0o777).toBe(0o600);
  });

  it.for(['', '{"key":', '{"cookies":"c"}', '{"key":{"kty":"RSA"},"cookies":"c"}'])(
    'names its file where %j is all that is left of its key',
    async (left, test) => {
      const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
      test.onTestFinished(() => rmSync(folder, { recursive: true }));
      const secretsFile = join(folder, 'sign-in.json');
      writeFileSync(secretsFile, left);
      await expect(aProvider(test, { secretsFile })).rejects.toThrow(`${secretsFile} is damaged: `);
    },
  );

  it.for([
    ['without a challenge', { code_challenge: '', code_challenge_method: '' }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
  ] as const)('refuses %s', async ([, changes], test) => {
    const { issuer } = await aProvider(test);
    const answer = await authorization(issuer, changes);
    expect(answer.headers.get('location')).toMatch(/error=invalid_request/);
  });

  it.for([
    ['http://127.0.0.1:1234/callback', 303],
    ['http://localhost:5173/', 303],
    ['http://[::1]:9/x', 303],
    ['https://evil.example/', 400],
    ['http://127.0.0.1.evil.example/', 400],
    ['http://evil.example@127.0.0.2/', 400],
  ] as const)('a redirect to %s answers %i', async ([redirect_uri, status], test) => {
    const { issuer } = await aProvider(test);
    expect((await authorization(issuer, { redirect_uri })).status).toBe(status);
  });

  it('shows its page under a strict policy, without script or outside resource', async (test) => {
    const { issuer } = await aProvider(test);
    const first = await authorization(issuer);
    const location = new URL(first.headers.get('location') ?? '', issuer);
    const cookie = cookiesOf(first);
    const answer = await fetch(location, { headers: { cookie } });
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(html).toContain('value="ada"');
    expect(html).not.toMatch(/<script|https?:\/\//);
  });

  it('lets pages of this machine read its answers, and no others', async (test) => {
    const { issuer } = await aProvider(test);
    const token = (origin: string) =>
      fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'client', code: 'x' }),
      });
    const near = await token('http://127.0.0.1:5173');
    expect(near.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:5173');
    const far = await token('https://evil.example');
    expect(far.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('signs out', async (test) => {
    const { issuer } = await aProvider(test);
    const first = await fetch(`${issuer}/session/end`);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(await first.text())?.[1] ?? '';
    const cookie = cookiesOf(first);
    const body = new URLSearchParams({ xsrf, logout: 'yes' });
    const last = await fetch(`${issuer}/session/end/confirm`, { method: 'POST', headers: { cookie }, body });
    expect(await last.text()).toContain('Signed out');
  });

  it('asks no second time whoever signs out on a page of its client, and sends them back there', async (test) => {
    const { issuer } = await aProvider(test);
    const jar = new Map<string, string>();
    const browse = async (url: string, body?: URLSearchParams): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const method = body === undefined ? 'GET' : 'POST';
      const answer = await fetch(url, {
        method,
        headers: { cookie },
        redirect: 'manual',
        ...(body && { body }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
        jar.set(name, value);
      }
      return answer;
    };
    const next = (answer: Response): string => new URL(answer.headers.get('location') ?? '', issuer).href;
    const query = new URLSearchParams({
      client_id: 'client',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'http://127.0.0.1:4182/',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const picking = await browse(`${issuer}/auth?${query}`);
    await browse(next(await browse(next(picking), new URLSearchParams({ person: 'ada' }))));
    const back = 'http://127.0.0.1:4182/';
    const end = `${issuer}/session/end?${new URLSearchParams({ client_id: 'client', post_logout_redirect_uri: back })}`;
    const html = await (await browse(end)).text();
    expect(html).toMatch(/<button name="logout" value="yes">Sign out<\/button><\/form><script>/);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(html)?.[1] ?? '';
    const last = await browse(`${issuer}/session/end/confirm`, new URLSearchParams({ xsrf, logout: 'yes' }));
    expect(last.headers.get('location')).toBe(back);
    const unasked = await (await browse(`${issuer}/session/end`)).text();
    expect(unasked).toContain('name="xsrf"');
  });

  it('escapes what it shows', () => {
    const html = pickPersonPage('/x"', [{ ...ada, name: '<b>&' }]);
    expect(html).toContain('&lt;b&gt;&amp;');
    expect(html).toContain('action="/x&quot;"');
  });
});
