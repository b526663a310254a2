import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureLoad } from '../load/load.ts';
import type { LoadRequest } from '../load/request.ts';
import { peerFolder, runToEnd } from './folder.ts';
import { peerRequests, type PeerResult } from './peer.ts';

const version = '1.7.5';
const name = 'better-auth (API keys, node:sqlite)';

/** API keys of better-auth: made over its own HTTP endpoint with a session, verified by its server call behind HTTP. */
export const betterAuth = { name, measure };

async function measure(milliseconds: number): Promise<PeerResult> {
  const folder = peerFolder('better-auth');
  await install(folder);
  const database = join(folder, 'bench.sqlite');
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
  const child = fork(join(folder, 'server.mjs'), [database], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    cwd: folder,
  });
  try {
    const ended = once(child, 'exit').then(() => [undefined]);
    const [place] = (await Promise.race([once(child, 'message'), ended])) as [Place | undefined];
    if (place === undefined) throw new Error('its server does not start');
    const rows = await measureLoad({ pid: child.pid ?? 0, requests: await requestsOf(place) }, milliseconds);
    return { name, version, rows };
  } finally {
    child.kill();
  }
}

interface Place {
  readonly url: string;
  readonly cookie: string;
}

/** Into a folder of its own, without install scripts. */
async function install(folder: string): Promise<void> {
  copyFileSync(join(import.meta.dirname, 'betterAuthServer.mjs'), join(folder, 'server.mjs'));
  if (existsSync(join(folder, 'node_modules', '@better-auth', 'api-key'))) return;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
  const packages = [`better-auth@${version}`, `@better-auth/api-key@${version}`];
  await runToEnd('npm', ['install', ...flags, ...packages], { cwd: folder });
}

async function requestsOf({ url, cookie }: Place): Promise<LoadRequest[]> {
  const issue: LoadRequest = {
    name: peerRequests.issue,
    url: `${url}/api/auth/api-key/create`,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie, Origin: url },
    body: JSON.stringify({ name: 'bench' }),
  };
  const { method, headers, body = '' } = issue;
  const answer = await fetch(issue.url, { method, headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`making a key answered ${answer.status}: ${text}`);
  const { key } = JSON.parse(text) as { key: string };
  return [issue, { name: peerRequests.verify, url: `${url}/verify`, method: 'POST', headers: {}, body: key }];
}
