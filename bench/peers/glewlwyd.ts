import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { freePort } from '../../infra/local/freePort.ts';
import type { LoadRequest } from '../load/request.ts';
import { peerFolder, runToEnd } from './folder.ts';
import type { Peer, Running } from './peer.ts';
import { peerRequests } from './peerRequests.ts';

const tables = '/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz';

/** Debian's glewlwyd: client_credentials, and introspection as the verified call. */
export const glewlwyd: Peer = { name: 'glewlwyd (OIDC plugin, ES256, SQLite)', start };

async function start(): Promise<Running> {
  await install();
  const folder = peerFolder('glewlwyd');
  const port = await freePort();
  const child = spawn('glewlwyd', ['--config-file', configuration(folder, port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    await answering(url);
    await setUp(url);
    return { version: versionOf(), pid: child.pid ?? 0, requests: await requestsOf(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isInstalled(): boolean {
  return existsSync('/usr/bin/glewlwyd') && existsSync(tables);
}

async function install(): Promise<void> {
  if (isInstalled()) return;
  if (process.getuid?.() !== 0) throw new Error('not installed (apt-get install glewlwyd)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runToEnd('apt-get', ['install', '-y', '--no-install-recommends', 'glewlwyd'], { env });
  if (!isInstalled()) throw new Error('its package lacks the tables for SQLite');
}

function versionOf(): string {
  return execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'glewlwyd'], { encoding: 'utf8' });
}

/** A database and a configuration of its own beside Debian's, which stays as it is. */
function configuration(folder: string, port: number): string {
  const database = join(folder, 'bench.sqlite');
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${database}${suffix}`, { force: true });
  const made = new DatabaseSync(database);
  made.exec(gunzipSync(readFileSync(tables)).toString());
  made.close();
  const text = readFileSync('/etc/glewlwyd/glewlwyd.conf', 'utf8')
    .replace(/^port=.*$/m, `port=${port}`)
    .replace(/^external_url=.*$/m, `external_url="http://127.0.0.1:${port}/"`)
    .replace(/^log_mode=.*$/m, 'log_mode="console"')
    .replace(/^log_level=.*$/m, 'log_level="ERROR"')
    .replace(/^@include .*$/m, `database = { type = "sqlite3"; path = "${database}"; };`);
  const file = join(folder, 'glewlwyd.conf');
  writeFileSync(file, text);
  return file;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}/config`).catch(() => undefined);
    if (answer?.ok === true) return;
    await wait(100);
  }
  throw new Error('it does not answer after ten seconds');
}

const client = { id: 'bench', secret: 'a secret for a benchmark only' };

/** As the administrator with the password that every new installation has: a plugin that issues, and a client. */
async function setUp(url: string): Promise<void> {
  const session = await post(`${url}/api/auth/`, { username: 'admin', password: 'password' });
  const Cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const plugin = { module: 'oidc', name: 'oidc', display_name: 'oidc', parameters: issuing(url) };
  await post(`${url}/api/mod/plugin/`, plugin, { Cookie });
  await post(
    `${url}/api/scope/`,
    { name: 'bench', display_name: 'bench', password_required: false },
    { Cookie },
  );
  await post(
    `${url}/api/client/?source=database`,
    {
      client_id: client.id,
      name: 'bench',
      password: client.secret,
      confidential: true,
      enabled: true,
      authorization_type: ['client_credentials'],
      token_endpoint_auth_method: ['client_secret_basic'],
      scope: ['bench'],
    },
    { Cookie },
  );
}

/** Tokens of an hour signed with ES256, by client credentials, and introspection for clients. */
function issuing(iss: string): object {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    iss,
    'jwt-type': 'ecdsa',
    'jwt-key-size': '256',
    key: privateKey.export({ type: 'sec1', format: 'pem' }),
    cert: publicKey.export({ type: 'spki', format: 'pem' }),
    'access-token-duration': 3600,
    'refresh-token-duration': 1209600,
    'code-duration': 600,
    'refresh-token-rolling': true,
    'allow-non-oidc': true,
    'auth-type-client-enabled': true,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
  };
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(`${new URL(url).pathname} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

async function requestsOf(url: string): Promise<LoadRequest[]> {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const to = (name: string, path: string, form: Record<string, string>): LoadRequest => ({
    ...{ name, url: `${url}/api/oidc/${path}`, method: 'POST' },
    headers,
    body: new URLSearchParams(form).toString(),
  });
  const issue = to(peerRequests.issue, 'token', { grant_type: 'client_credentials', scope: 'bench' });
  const { body = '' } = issue;
  const answer = await fetch(issue.url, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`its token endpoint answered ${answer.status}: ${text}`);
  const { access_token: token } = JSON.parse(text) as { access_token: string };
  const verify = to(peerRequests.verify, 'introspect', { token });
  const seen = await fetch(verify.url, { method: 'POST', headers, body: verify.body ?? '' });
  const { active } = (await seen.json()) as { active?: boolean };
  if (active !== true) throw new Error('its introspection does not know its own token');
  return [issue, verify];
}
