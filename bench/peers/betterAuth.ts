import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadRequest } from '../load/request.ts';
import { peerFolder, runToEnd } from './folder.ts';
import type { Peer, Running } from './peer.ts';
import { peerRequests } from './peerRequests.ts';

const version = '1.7.5';
const plugins = ['api-key', 'oauth-provider'].map((name) => `@better-auth/${name}`);

/** API keys of better-auth: made over its own HTTP endpoint with a session, verified by its server call behind HTTP. */
export const apiKeys = peerOf('better-auth (API keys, node:sqlite)', 'betterAuthApiKeys.mjs');

/** Its OAuth provider: client_credentials for a token that it stores, and introspection as the verified call. */
export const oauthProvider = peerOf('better-auth (OAuth provider, node:sqlite)', 'betterAuthOAuth.mjs');

function peerOf(name: string, server: string): Peer {
  return { name, start: async () => await started(server) };
}

type Asked = Readonly<Record<keyof typeof peerRequests, Omit<LoadRequest, 'name'>>>;

async function started(server: string): Promise<Running> {
  const folder = peerFolder('better-auth');
  await install(folder);
  for (const file of [server, 'betterAuthServer.mjs'])
    copyFileSync(join(import.meta.dirname, file), join(folder, file));
  const database = join(folder, `${server}.sqlite`);
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${database}${suffix}`, { force: true });
  const child = fork(join(folder, server), [database], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    cwd: folder,
  });
  const ended = once(child, 'exit');
  const [asked] = (await Promise.race([once(child, 'message'), ended.then(() => [])])) as [Asked?];
  if (asked === undefined) throw new Error('its server does not start');
  const requests = (['issue', 'verify'] as const).map((task) => ({
    name: peerRequests[task],
    ...asked[task],
  }));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { version, pid: child.pid ?? 0, requests, stop };
}

/** Into a folder of its own, without install scripts. */
async function install(folder: string): Promise<void> {
  if (plugins.every((name) => existsSync(join(folder, 'node_modules', name)))) return;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
  const packages = ['better-auth', ...plugins].map((name) => `${name}@${version}`);
  await runToEnd('npm', ['install', ...flags, ...packages], { cwd: folder });
}
