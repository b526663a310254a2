import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { aCreatedServiceUser } from '../support/created.ts';
import { aClient } from '../support/oauth.ts';
import { aMember, type SignedIn } from '../support/people.ts';
import { aFolder, serviceUsers, type Ended } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

function as({ token }: Pick<SignedIn, 'token'>, args: readonly string[], input = ''): Promise<Ended> {
  return serviceUsers(args, { env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token }, input });
}

async function must(run: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

interface Owned {
  readonly owner: SignedIn;
  readonly user: string;
}

async function owned(): Promise<Owned> {
  const owner = await aMember();
  return { owner, user: (await aCreatedServiceUser({ sharedWith: owner })).userId };
}

function aFile(name: string, content: string): string {
  const file = path.join(aFolder(), name);
  writeFileSync(file, content);
  return file;
}

describe('client keys', () => {
  it('are registered from PEM and JWK, listed and removed', patience, async () => {
    const { owner, user } = await owned();
    const [first, second] = [
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ];
    const pem = first.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const jwk = JSON.stringify({ ...second.publicKey.export({ format: 'jwk' }), kid: 'k2' });
    await must(as(owner, ['keys', 'add', user, 'laptop', '-f', '-'], pem));
    await must(as(owner, ['keys', 'add', user, 'laptop', '--file', aFile('key.json', jwk)]));
    expect((await must(as(owner, ['keys', 'list', user, '-q', '[].Algorithm']))).split('\n').sort()).toEqual([
      'ES256',
      'EdDSA',
    ]);
    expect((await as(owner, ['keys', 'remove', user, 'laptop', '--yes'])).code, 'which of the two').toBe(2);
    await must(as(owner, ['keys', 'remove', user, 'k2', '--yes']));
    await must(as(owner, ['keys', 'remove', user, 'laptop', '--yes']));
    expect(await must(as(owner, ['keys', 'list', user]))).toBe('[]');
  });

  it('that are private never leave the machine', patience, async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
    const env = { SERVICE_USERS_URL: 'http://127.0.0.1:9', SERVICE_USERS_TOKEN: 't' };
    for (const input of [pem, jwk]) {
      const ended = await serviceUsers(['keys', 'add', 'svc-x', 'k', '-f', '-'], { env, input });
      expect(ended.code, ended.stderr).toBe(3);
      expect(ended.stderr).toContain('private key');
    }
    const set = ['trust', 'add', 'svc-x', 'k', '--issuer', 'https://x.example.com', '--condition', 'a=b'];
    const file = aFile('keys.json', `{"keys":[${jwk}]}`);
    expect((await serviceUsers([...set, '--jwks-file', file], { env })).code).toBe(3);
  });
});

describe('tokens from standard input', () => {
  it('are looked up, by whoever is signed in or assumed', patience, async () => {
    const { owner, user } = await owned();
    const token = await must(as(owner, ['token', '--for', user]));
    expect(JSON.parse(await must(as(owner, ['introspect'], token)))).toMatchObject({
      active: true,
      sub: user,
      act: { sub: owner.userId },
    });
    expect(await must(as(owner, ['introspect', '--as', user, '-q', 'active'], token))).toBe('true');
    expect(JSON.parse(await must(as(owner, ['introspect'], 'a.b.c')))).toEqual({ active: false });
    await must(as(owner, ['revoke'], token));
    expect(await must(as(owner, ['introspect', '-q', 'active'], token))).toBe('false');
    expect((await as({ token: 'nonsense' }, ['introspect'], token)).code).toBe(4);
    expect((await as(owner, ['introspect'])).code, 'no token').toBe(2);
  });

  it(
    'are revoked by whoever finds one, without signing in; a mistyped one is not taken for revoked',
    patience,
    async () => {
      const client = await aClient();
      const env = { SERVICE_USERS_URL: url, XDG_CONFIG_HOME: aFolder() };
      const mistyped = client.secret.slice(0, -1) + (client.secret.endsWith('0') ? '1' : '0');
      const wrong = await serviceUsers(['revoke'], { env, input: mistyped });
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).not.toContain(mistyped);
      await must(as({ token: client.secret }, ['whoami']));
      const ended = await serviceUsers(['revoke'], { env, input: client.secret });
      expect(ended).toEqual({ code: 0, stdout: '', stderr: 'It works no more.\n' });
      expect((await as({ token: client.secret }, ['whoami'])).code).toBe(4);
    },
  );
});

it('narrows the token of a client to a scope, and no token that is given', patience, async () => {
  const client = await aClient();
  const env = { SERVICE_USERS_URL: url, SERVICE_USERS_CLIENT_ID: client.userId };
  const own = { ...env, SERVICE_USERS_CLIENT_SECRET: client.secret };
  const { stdout: token } = await serviceUsers(['token', '--scope', 'users.view'], { env: own });
  expect(await must(as({ token: client.secret }, ['introspect', '-q', 'scope'], token))).toBe('users.view');
  expect((await as({ token: client.secret }, ['token', '--scope', 'users.view'])).code).toBe(2);
});
