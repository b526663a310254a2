import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../../client/build.ts';
import { projectFolder } from '../../infra/build.ts';
import { blocksIn, pageText } from '../support/pageBlocks.ts';
import { keptFolder } from '../support/runCommand.ts';

const folder = keptFolder();
const installed = path.join(folder, 'node_modules', '@service-users', 'client');

beforeAll(async () => {
  mkdirSync(path.dirname(installed), { recursive: true });
  await buildPackage(installed);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const consumer = `
import { ApiProblem, items, serviceUsers, type ProblemFields } from '@service-users/client';
import { tokenVerifier } from '@service-users/client/verify';

export async function run(): Promise<void> {
  const api = serviceUsers({ baseUrl: 'https://api.example.com' });
  for await (const user of items(api.listUsers, { query: { type: 'service' } })) {
    const flag: boolean = user.IsServiceUser;
    void flag;
  }
  const { body } = await api.createUser({ body: { Name: 'svc-a', Token: { Name: 't' } } });
  const token: string | undefined = body.Token?.Token;
  // @ts-expect-error a field that the API does not know
  await api.createUser({ body: { Name: 'a', Email: 'a@example.com' } });
  // @ts-expect-error a code that the API does not have
  const code: ProblemFields['code'] = 'no-such-code';
  void [token, code, ApiProblem, tokenVerifier];
}
`;

/** Compiles modules as a reader does who has installed the package. @returns what the compiler says. */
function compiled(modules: Readonly<Record<string, string>>) {
  const files = Object.keys(modules);
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  for (const [file, text] of Object.entries(modules)) writeFileSync(path.join(folder, file), text);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'esnext',
    types: ['node'],
  };
  const project = path.join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  const tsc = path.join(projectFolder, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', project], { encoding: 'utf8' });
  return { status, stdout };
}

it('is typed by itself: no schemas, no package, nothing of the house', () => {
  expect(compiled({ 'consumer.ts': consumer })).toEqual({ status: 0, stdout: '' });
});

/** What the examples take from the program around them. */
const around = `
import { federation, githubActions, serviceUsers } from '@service-users/client';
import type { ExpressRequest, ExpressResponse, HonoContext } from '@service-users/client/verify';
declare const baseUrl: string;
declare const app: { use(guard: (request: ExpressRequest, response: ExpressResponse, next: () => void) => unknown): void };
declare const hono: { use(guard: (context: HonoContext, next: () => Promise<void>) => unknown): void };
`;

it('is used in docs/client.md as it compiles under strict', () => {
  const [call = '', federated = '', verified = '', ...others] = blocksIn(pageText('docs/client.md'), 'ts');
  expect(others).toEqual([]);
  const handled = verified.replace('=> …', '=> [event, identity]');
  const modules = { 'call.ts': call, 'others.ts': `${around}${federated}${handled}` };
  expect(compiled(modules)).toEqual({ status: 0, stdout: '' });
});

it('runs by itself', () => {
  const program = `import { serviceUsers } from '@service-users/client'; console.log(typeof serviceUsers({ baseUrl: 'https://a' }).listUsers);`;
  writeFileSync(path.join(folder, 'program.mjs'), program);
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'program.mjs')], {
    encoding: 'utf8',
  });
  expect(stdout, stderr).toBe('function\n');
});
