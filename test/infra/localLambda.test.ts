import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import type { FunctionSettings } from '../../infra/local/executionEnvironment.ts';
import { openFunctionLog } from '../../infra/local/functionLog.ts';
import { LambdaHost } from '../../infra/local/lambdaHost.ts';

type Settings = Partial<Omit<FunctionSettings, 'name'>>;

function aHost({ onTestFinished }: TestContext, sources: Record<string, string>, settings: Settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  const log = openFunctionLog(join(folder, 'functions.log'));
  const host = new LambdaHost({
    log,
    platform: { AWS_REGION: 'us-east-1' },
    compileCache: join(folder, 'compiled'),
    warmPerFunction: 1,
    environmentsPerFunction: 3,
    environmentsInAll: 4,
  });
  onTestFinished(async () => {
    await host.close();
    log.close();
    rmSync(folder, { recursive: true });
  });
  const deploy = (code: Record<string, string>): void =>
    host.deploy(
      Object.entries(code).map(([name, source]) => {
        const directory = join(folder, name);
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, 'index.mjs'), source);
        const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
        const common = {
          handler: 'index.handler',
          timeoutSeconds: 5,
          memoryMb: 128,
          environment: {},
          jsonLogs: true,
        };
        return { ...common, ...settings, name, arn, directory };
      }),
    );
  deploy(sources);
  return { host, deploy, logged: () => readFileSync(log.path, 'utf8') };
}

const counts = 'let n = 0; export const handler = async () => ++n;';

describe('a function', () => {
  it('gets its event, its context and its own environment', async (test) => {
    const source = `export const handler = async (event, context) => ({
      event, name: context.functionName, id: context.awsRequestId, memory: context.memoryLimitInMB,
      arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(),
      own: process.env.OWN, region: process.env.AWS_REGION, home: process.env.HOME,
      lambda: process.env.AWS_LAMBDA_FUNCTION_NAME })`;
    const { host } = aHost(test, { f: source }, { environment: { OWN: 'mine' } });
    const result = await host.invoke('f', { a: 1 }, 'request-1');
    const { left, ...answer } = JSON.parse((result.ok && result.payload) || '{}') as { left: number };
    expect(answer).toEqual({
      event: { a: 1 },
      name: 'f',
      id: 'request-1',
      memory: '128',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      own: 'mine',
      region: 'us-east-1',
      lambda: 'f',
    });
    expect(left).toBeGreaterThan(4000);
    expect(left).toBeLessThanOrEqual(5000);
  });

  it('is found by ARN and by version', async (test) => {
    const { host } = aHost(test, { f: counts });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    expect(await host.invoke(arn, {})).toEqual({ ok: true, payload: '1' });
    expect(await host.invoke(`${arn}:1`, {})).toEqual({ ok: true, payload: '2' });
    expect(await host.invoke('g', {})).toMatchObject({ ok: false, errorType: 'ResourceNotFoundException' });
  });

  it('serves one request at a time per environment; more wait', async (test) => {
    const source = `let busy = 0; export const handler = async () => {
      const before = ++busy; await new Promise((done) => setTimeout(done, 20)); busy -= 1; return before; }`;
    const { host } = aHost(test, { f: source });
    const results = await Promise.all(Array.from({ length: 12 }, () => host.invoke('f', {})));
    expect(results).toEqual(Array.from({ length: 12 }, () => ({ ok: true, payload: '1' })));
  });

  it('gets further environments when none moves', async (test) => {
    const source = `export const handler = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()`;
    const { host } = aHost(test, { f: source });
    const waiting: ServerResponse[] = [];
    // Nobody is answered before all three are there.
    const server = createServer((_, response) => {
      waiting.push(response);
      if (waiting.length === 3) for (const one of waiting) one.end('all here');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    test.onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const results = await Promise.all([1, 2, 3].map(() => host.invoke('f', { port })));
    expect(results).toEqual([1, 2, 3].map(() => ({ ok: true, payload: '"all here"' })));
  });

  it('gets no further environment while the one that it has computes', async (test) => {
    const source = `let n = 0; export const handler = async () => {
      for (const end = Date.now() + 500; Date.now() < end;); return ++n; }`;
    const { host } = aHost(test, { f: source });
    const results = await Promise.all([1, 2].map(() => host.invoke('f', {})));
    expect(results).toEqual([1, 2].map((n) => ({ ok: true, payload: String(n) })));
  });

  it('has its lines in the log before its answer', async (test) => {
    const source = `export const handler = async () => { console.log('out'); console.error('err'); process.stdout.write('raw\\n'); }`;
    const { host, logged } = aHost(test, { f: source });
    await host.invoke('f', {});
    expect(logged()).toBe('out\nerr\nraw\n');
  });

  it('is replaced by a deployment; what waits is served by the new code', async (test) => {
    const { host, deploy } = aHost(test, { f: `export const handler = async () => 'old'` });
    expect(await host.invoke('f', {})).toEqual({ ok: true, payload: '"old"' });
    deploy({ f: `export const handler = async () => 'new'` });
    expect(await host.invoke('f', {})).toEqual({ ok: true, payload: '"new"' });
  });
});

describe('a failure', () => {
  it('carries the type and the message; the trace goes to the log', async (test) => {
    const source = `export const handler = async () => { throw new TypeError('no such thing') }`;
    const { host, logged } = aHost(test, { f: source });
    expect(await host.invoke('f', {})).toEqual({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'no such thing',
    });
    expect(JSON.parse(logged())).toMatchObject({
      level: 'ERROR',
      function_name: 'f',
      errorMessage: 'no such thing',
    });
  });

  it('ends a function that takes longer than its time-out, and the next call starts anew', async (test) => {
    const source = `let n = 0; export const handler = async ({ hang }) => { n += 1; while (hang) {} return n; }`;
    const { host } = aHost(test, { f: source }, { timeoutSeconds: 0.2 });
    expect(await host.invoke('f', {})).toEqual({ ok: true, payload: '1' });
    expect(await host.invoke('f', { hang: true })).toEqual({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.20 seconds',
    });
    expect(await host.invoke('f', {})).toEqual({ ok: true, payload: '1' });
  });

  it('of the whole process is one failed call', async (test) => {
    const source = `export const handler = async ({ die }) => { if (die) process.exit(3); return 'alive'; }`;
    const { host } = aHost(test, { f: source });
    expect(await host.invoke('f', { die: true })).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
    });
    expect(await host.invoke('f', {})).toEqual({ ok: true, payload: '"alive"' });
  });

  it.for([
    ['that does not load', 'throw new Error("cannot start")', 'cannot start'],
    ['without a handler', 'export const other = 1', 'index.handler is not a function'],
  ] as const)('of a module %s names the cause', async ([, source, cause], test) => {
    const { host } = aHost(test, { f: source });
    const result = await host.invoke('f', {});
    expect(result).toMatchObject({ ok: false, errorMessage: expect.stringContaining(cause) as string });
  });

  it('is an answer above 6 MB', async (test) => {
    const source = `export const handler = async ({ size }) => 'a'.repeat(size)`;
    const { host } = aHost(test, { f: source });
    const limit = 6 * 1024 * 1024;
    expect(await host.invoke('f', { size: limit })).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await host.invoke('f', { size: limit - 2 })).toMatchObject({ ok: true });
  });

  it('is memory beyond the setting, and not of others', async (test) => {
    const source = `const kept = []; export const handler = async ({ fill }) => {
      while (fill) kept.push(new Array(100_000).fill({ a: 1 })); return 'fine'; }`;
    const { host } = aHost(test, { f: source, g: source }, { memoryMb: 32, timeoutSeconds: 10 });
    const [full, other] = await Promise.all([host.invoke('f', { fill: true }), host.invoke('g', {})]);
    expect(full).toMatchObject({ ok: false });
    expect(other).toEqual({ ok: true, payload: '"fine"' });
  });
});
