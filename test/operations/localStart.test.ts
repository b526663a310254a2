import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import type { Endpoint } from '../../bin/endpointFile.ts';
import { freePort, isFree } from '../../infra/local/freePort.ts';

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run({ onTestFinished }: TestContext, program: string, ...words: string[]) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, 'exit').then(async ([code]) => {
    const [out, err] = await output;
    return { code: code as number, out, err };
  });
  return { child, ended };
}

async function started(test: TestContext, data: string, port: number) {
  const process = run(test, 'bin/local.ts', '--data', data, '--port', String(port), '--quiet');
  const file = join(data, 'endpoint.json');
  await expect.poll(() => existsSync(file), { timeout: 60_000, interval: 50 }).toBe(true);
  const endpoint = JSON.parse(readFileSync(file, 'utf8')) as Endpoint;
  const stop = (): ReturnType<typeof run>['ended'] => {
    process.child.kill('SIGTERM');
    return process.ended;
  };
  return { endpoint, stop, pid: process.child.pid };
}

const portOf = (url: string): number => Number(new URL(url).port);

describe('npm start', () => {
  it('tells where everything is, gives tokens, keeps people over a restart, and leaves nothing running', async (test) => {
    const data = aFolder(test);
    const port = await freePort();
    const me = async () => {
      const token = await run(test, 'bin/localToken.ts', 'ada', '--data', data).ended;
      const headers = { Authorization: `Bearer ${token.out.trim()}` };
      const answer = await fetch(`http://127.0.0.1:${port}/users/me`, { headers });
      return {
        sub: decodeJwt(token.out).sub,
        user: (await answer.json()) as { UserId: string; CreatedAt: string },
      };
    };
    const first = await started(test, data, port);
    expect(first.endpoint).toMatchObject({ api: `http://127.0.0.1:${port}`, pid: first.pid });
    const before = await me();
    expect(before.sub).toBe('ada');
    expect(await first.stop()).toEqual({ code: 0, out: '', err: '' });
    const { api, issuer, dynamodb, kms } = first.endpoint;
    const free = await Promise.all([api, issuer, dynamodb, kms].map((url) => isFree(portOf(url))));
    expect(free).toEqual([true, true, true, true]);
    expect(existsSync(join(data, 'endpoint.json'))).toBe(false);

    const second = await started(test, data, port);
    expect(second.endpoint).toMatchObject({ issuer, keyId: first.endpoint.keyId });
    const after = await me();
    expect([after.user.UserId, after.user.CreatedAt]).toEqual([before.user.UserId, before.user.CreatedAt]);
    await second.stop();
  }, 120_000);

  it('says so when the port is taken', async (test) => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    test.onTestFinished(() => void other.close());
    const port = String((other.address() as { port: number }).port);
    const { code, err } = await run(test, 'bin/local.ts', '--data', aFolder(test), '--port', port).ended;
    expect([code, err]).toEqual([1, `Port ${port} is in use. Name another one: npm start -- --port N\n`]);
  });

  it('empties no folder that holds something else', async (test) => {
    const data = aFolder(test);
    writeFileSync(join(data, 'thesis.txt'), 'years of work');
    const port = String(await freePort());
    const { code, err } = await run(test, 'bin/local.ts', '--fresh', '--data', data, '--port', port).ended;
    expect([code, err]).toEqual([1, `${data} holds other things: --fresh does not empty it.\n`]);
    expect(existsSync(join(data, 'thesis.txt'))).toBe(true);
  });

  it('explains an option that it does not know', async (test) => {
    const { code, err } = await run(test, 'bin/local.ts', '--prot', '1').ended;
    expect(code).toBe(2);
    expect(err).toMatch(/--prot.*npm start -- \[options\]/s);
  });
});

describe('local:token', () => {
  it('says how to start when nothing runs', async (test) => {
    const data = aFolder(test);
    const { code, out, err } = await run(test, 'bin/localToken.ts', 'ada', '--data', data).ended;
    expect([code, out, err]).toEqual([1, '', `Nothing runs on ${data}. Start it with: npm start\n`]);
  });
});
