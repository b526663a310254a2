import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loopback, type Loopback } from '../support/loopback.ts';
import { aFolder, serviceUsers } from '../support/runCommand.ts';

/** An API with a token endpoint: whoever comes with its access token is told so. */
function anApi(): Promise<Loopback> {
  return loopback(({ url, headers }) => {
    if (url.pathname === '/oauth2/token') return Response.json({ access_token: 'at-1', expires_in: 600 });
    return Response.json({ UserId: headers.authorization, ActiveRole: { Permissions: [] } });
  });
}

const whoami = async (env: Record<string, string>): Promise<string> =>
  (await serviceUsers(['whoami', '-q', 'UserId'], { env })).stdout.trim();

describe('in a pipeline', () => {
  it('a job with no secret is admitted by the token of its own platform', async () => {
    const api = await anApi();
    const file = path.join(aFolder(), 'token');
    writeFileSync(file, 'k8s-jwt\n');
    const SERVICE_USERS_ID_TOKEN_FILE = file;
    const env = {
      XDG_CONFIG_HOME: aFolder(),
      SERVICE_USERS_URL: api.url,
      SERVICE_USERS_CLIENT_ID: 'svc-a',
      SERVICE_USERS_ID_TOKEN_FILE,
    };
    expect(await whoami(env)).toBe('Bearer at-1');
    expect(api.seen[0]?.form.get('subject_token')).toBe('k8s-jwt');
  });

  it('a service token is traded for an access token', async () => {
    const api = await anApi();
    const env = {
      SERVICE_USERS_URL: api.url,
      SERVICE_USERS_CLIENT_ID: 'svc-a',
      SERVICE_USERS_CLIENT_SECRET: 's',
    };
    expect(await whoami(env)).toBe('Bearer at-1');
    expect(api.seen[0]?.form.get('grant_type')).toBe('client_credentials');
  });

  it('a token in a file is read when it is needed', async () => {
    const api = await anApi();
    const file = path.join(aFolder(), 'token');
    writeFileSync(file, 'from-a-file\n');
    expect(await whoami({ SERVICE_USERS_URL: api.url, SERVICE_USERS_TOKEN_FILE: file })).toBe(
      'Bearer from-a-file',
    );
  });

  it('a command that is run with assume gets the credential of the service user and none of its caller', async () => {
    const api = await loopback(({ url }) =>
      url.pathname.endsWith('/auth-token')
        ? Response.json({ Token: 'theirs', ExpiresIn: 60, UserId: 'u', SessionId: 's' }, { status: 201 })
        : new Response(null, { status: 204 }),
    );
    const env = {
      SERVICE_USERS_URL: api.url,
      SERVICE_USERS_TOKEN: 'mine',
      SERVICE_USERS_CLIENT_SECRET: 'mine too',
    };
    const show = 'console.log(JSON.stringify(process.env))';
    const user = `svc_${'0'.repeat(26)}`;
    const run = await serviceUsers(['assume', user, '--', process.execPath, '-e', show], { env });
    expect(run.stdout, run.stderr).toContain('"SERVICE_USERS_TOKEN":"theirs"');
    expect(run.stdout).not.toContain('mine');
    expect(api.seen.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });

  it('a command that a signal ends is told as a shell tells it', async () => {
    const api = await loopback(({ url }) =>
      url.pathname.endsWith('/auth-token')
        ? Response.json({ Token: 'theirs', ExpiresIn: 60, UserId: 'u', SessionId: 's' }, { status: 201 })
        : new Response(null, { status: 204 }),
    );
    const env = { SERVICE_USERS_URL: api.url, SERVICE_USERS_TOKEN: 'mine' };
    const user = `svc_${'0'.repeat(26)}`;
    const kill = 'process.kill(process.pid, "SIGKILL")';
    const run = await serviceUsers(['assume', user, '--', process.execPath, '-e', kill], { env });
    expect(run.code).toBe(137);
    expect(api.seen.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });
});

describe('the exit code is 3 where a credential is not set up', () => {
  const missing = path.join('nowhere', 'token');
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['a token file that is missing', { SERVICE_USERS_TOKEN_FILE: missing }, ['whoami']],
    ['a token file that is empty', { SERVICE_USERS_TOKEN_FILE: '/dev/null' }, ['whoami']],
    ['a client without a token of the platform', { SERVICE_USERS_CLIENT_ID: 'svc-a' }, ['whoami']],
    [
      'a file of the platform that is missing',
      { SERVICE_USERS_CLIENT_ID: 'svc-a', SERVICE_USERS_ID_TOKEN_FILE: missing },
      ['whoami'],
    ],
    ['a file to sign in from that is missing', {}, ['login', '--token-file', missing]],
  ])('%s', async (_, env, args) => {
    const api = await anApi();
    const set = { SERVICE_USERS_URL: api.url, XDG_CONFIG_HOME: aFolder(), ...env };
    const { code, stderr } = await serviceUsers(args, { env: set });
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/cannot be read|is empty|No token of the platform/);
    expect(api.seen).toEqual([]);
  });
});
