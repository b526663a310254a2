import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { readEndpoint, runningOn } from '../../bin/endpointFile.ts';
import { consolePort, signInPort } from '../../bin/keptPorts.ts';
import { freePort } from '../../infra/local/freePort.ts';
import { writeKept } from '../../infra/local/keptFile.ts';

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program that is to stop by itself. */
async function run({ onTestFinished }: TestContext, program: string, ...words: string[]) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, out, err };
}

const settings = (data: string, port: number) => ({ data, inMemory: false, port });
const damaged = ['', ' ', '0', '70000', '41a', '-1'];

describe('the port of the sign-in provider', () => {
  it('is kept, for people are known by it', async (test) => {
    const data = aFolder(test);
    const port = await signInPort(settings(data, 0));
    expect(await signInPort(settings(data, 0))).toBe(port);
    expect(readFileSync(join(data, 'sign-in-port'), 'utf8')).toBe(String(port));
  });

  it.for(damaged)('is not guessed where %j was kept: the file is named', async (left, test) => {
    const data = aFolder(test);
    writeFileSync(join(data, 'sign-in-port'), left);
    await expect(signInPort(settings(data, 0))).rejects.toThrow(
      `${join(data, 'sign-in-port')} is damaged: put it back from a copy, or start over with --fresh.`,
    );
  });

  it('says so when somebody else listens on it', async (test) => {
    const data = aFolder(test);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    test.onTestFinished(() => void other.close());
    writeFileSync(join(data, 'sign-in-port'), String((other.address() as AddressInfo).port));
    await expect(signInPort(settings(data, 0))).rejects.toThrow(/^Port \d+ is in use, and the people/);
  });
});

describe('the port of the console', () => {
  it.for(damaged)('is chosen anew where %j was kept', async (left, test) => {
    const data = aFolder(test);
    writeFileSync(join(data, 'console-port'), left);
    const port = await consolePort(settings(data, await freePort()));
    expect(port).toBeGreaterThan(0);
    expect(await consolePort(settings(data, await freePort()))).toBe(port);
  });
});

describe('endpoint.json', () => {
  it.for(['', '{"api":"http://127.0.0.1:4180"', '{}', 'null'])(
    'is not believed where %j is all that is left of it: the file is named',
    async (left, test) => {
      const data = aFolder(test);
      writeFileSync(join(data, 'endpoint.json'), left);
      const message = `${join(data, 'endpoint.json')} is damaged: delete it if no product runs on that folder.`;
      expect(() => readEndpoint(data)).toThrow(message);
      await expect(runningOn(data)).rejects.toThrow(message);
    },
  );
});

describe('a kept file', () => {
  it('is read by its owner only, and replaced at once: nothing is left beside it', (test) => {
    const data = aFolder(test);
    const file = join(data, 'file');
    writeKept(file, 'former');
    const { ino } = statSync(file);
    writeKept(file, 'latter');
    expect(readFileSync(file, 'utf8')).toBe('latter');
    expect(statSync(file).ino).not.toBe(ino);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(['file']);
  });
});

describe('npm start', () => {
  const start = async (test: TestContext, ...words: string[]) =>
    run(test, 'bin/local.ts', '--port', String(await freePort()), '--quiet', ...words);

  it.for([
    ['a file', 'file', 'EEXIST'],
    ['a place below a file', 'file/below', 'ENOTDIR'],
  ] as const)('says in one line that %s cannot hold its data', async ([, place, reason], test) => {
    const folder = aFolder(test);
    writeFileSync(join(folder, 'file'), 'mine');
    for (const fresh of [[], ['--fresh']]) {
      expect(await start(test, '--data', join(folder, place), ...fresh)).toEqual({
        code: 1,
        out: '',
        err: `${join(folder, place)} cannot hold the data (${reason}). Name another folder with --data DIR.\n`,
      });
    }
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
  });

  it('names a damaged file in one line', async (test) => {
    const data = aFolder(test);
    writeFileSync(join(data, 'endpoint.json'), '{');
    expect(await start(test, '--data', data)).toEqual({
      code: 1,
      out: '',
      err: `${join(data, 'endpoint.json')} is damaged: delete it if no product runs on that folder.\n`,
    });
    expect(existsSync(join(data, 'endpoint.json'))).toBe(true);
  });

  it('explains an issuer that is no URL as it explains any option', async (test) => {
    const { code, err } = await start(test, '--issuer', 'nonsense', '--client-id', 'c');
    expect(code).toBe(2);
    expect(err).toMatch(/^--issuer must be an https URL, but is "nonsense"\.\n\nnpm start -- \[options\]/);
  });
});
