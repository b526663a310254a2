import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { findTokens } from '../../cli/scan/findTokens.ts';
import { newOpaqueToken } from '../../shared/tokens/opaqueToken.ts';
import { aFolder, serviceUsers } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const shortened = (token: string): string => `${token.slice(0, 8)}…`;

/** No address and no credential: nothing can be called. */
const env = { XDG_CONFIG_HOME: '/nonexistent' };

it('tells where a token is in files, folders and standard input, and never prints it', patience, async () => {
  const [folder, token] = [aFolder(), newOpaqueToken('sut')];
  mkdirSync(path.join(folder, 'sub', '.git'), { recursive: true });
  writeFileSync(path.join(folder, 'sub', 'config.yaml'), `# x\nkey: "${token}"\n`);
  writeFileSync(path.join(folder, 'sub', '.git', 'kept'), token);
  symlinkSync('/nonexistent', path.join(folder, 'sub', 'dangling'));
  const found = await serviceUsers(['scan', folder], { env });
  expect(found.stdout, found.stderr).toBe(
    `${path.join(folder, 'sub', 'config.yaml')}:2:7: ${shortened(token)}\n`,
  );
  expect(found.code).toBe(1);
  const piped = await serviceUsers(['scan', '-', '-o', 'json'], { env, input: `\n ${token}` });
  expect(JSON.parse(piped.stdout)).toEqual([
    { Path: 'standard input', Line: 2, Column: 2, Token: shortened(token) },
  ]);
  expect(found.stdout + found.stderr + piped.stdout + piped.stderr).not.toContain(token.slice(0, 9));
});

it('says nothing and answers 0 for what only looks like a token', patience, async () => {
  const token = newOpaqueToken('pat');
  const broken = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  const input = `${broken} ${newOpaqueToken('ghp')} sut_${'a'.repeat(500)}`;
  const ended = await serviceUsers(['scan', '-'], { env, input });
  expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('knows the prefixes of an installation that has its own', patience, async () => {
  const [ours, usual] = [newOpaqueToken('acme1'), newOpaqueToken('sut')];
  const input = `${ours}\n${usual}`;
  const byFlag = await serviceUsers(['scan', '-', '--prefix', 'acme1'], { env, input });
  expect(byFlag.stdout).toBe(`standard input:1:1: ${ours.slice(0, 10)}…\n`);
  const variables = { ...env, SERVICE_USERS_TOKEN_PREFIXES: 'sut,acme1' };
  const byVariable = await serviceUsers(['scan', '-', '-q', '[].Line'], { env: variables, input });
  expect(byVariable.stdout).toBe('1\n2\n');
  expect((await serviceUsers(['scan', '-', '--prefix', 'A|b'], { env })).code).toBe(2);
});

it('stops a commit by what is staged, whatever lies on disk', patience, async () => {
  const folder = aFolder();
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  const file = path.join(folder, 'a b.txt');
  const token = newOpaqueToken('sut');
  writeFileSync(file, token);
  git('add', '.');
  writeFileSync(file, 'clean');
  const scanStaged = () =>
    serviceUsers(['scan', '--staged'], { env: { ...env, GIT_DIR: path.join(folder, '.git') } });
  const stopped = await scanStaged();
  expect(stopped.stdout, stopped.stderr).toBe(`a b.txt:1:1: ${shortened(token)}\n`);
  expect(stopped.code).toBe(1);
  git('add', '.');
  expect(await scanStaged()).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('does not pass over what it could not read', patience, async () => {
  const file = path.join(aFolder(), 'token');
  writeFileSync(file, newOpaqueToken('sut'));
  const ended = await serviceUsers(['scan', '/nonexistent', file], { env });
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('/nonexistent');
  expect(ended.stdout, 'the rest is looked at').toContain(`${file}:1:1`);
  const noGit = { ...env, GIT_DIR: '/nonexistent' };
  expect((await serviceUsers(['scan', '--staged'], { env: noGit })).code).toBe(3);
  expect((await serviceUsers(['scan'], { env })).code).toBe(2);
});

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function placesOf(text: Uint8Array, size: number): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for await (const { line, column } of findTokens(inPieces(text, size), ['sut', 'pat'])) {
    found.push([line, column]);
  }
  return found;
}

it('finds every token once, however the text is cut and whatever stands around it', async () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', 'sut_', '_', 'pat', 'x', ' "'),
    fc.string(),
    fc.constant(undefined),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 12 }),
      fc.integer({ min: 1, max: 200 }),
      async (parts, size) => {
        let text = '';
        const wanted: [number, number][] = [];
        for (const part of parts.map((one) => one?.replaceAll('\0', ''))) {
          const lines = Buffer.from(text).toString('latin1').split('\n');
          if (part === undefined) wanted.push([lines.length, (lines.at(-1) ?? '').length + 1]);
          text += part ?? newOpaqueToken('sut');
        }
        expect(await placesOf(Buffer.from(text), size)).toEqual(wanted);
      },
    ),
  );
});

it('reads text of two bytes a character, as Windows writes it', async () => {
  const text = Buffer.from(`\ufeffx\r\n${newOpaqueToken('pat')}`, 'utf16le');
  expect(await placesOf(text, 7)).toEqual([[2, 1]]);
});
