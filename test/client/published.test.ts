import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../../client/build.ts';
import { projectFolder } from '../../infra/build.ts';
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

it('is typed by itself: no schemas, no package, nothing of the house', () => {
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(folder, 'consumer.ts'), consumer);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'esnext',
    types: ['node'],
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
  );
  const tsc = path.join(projectFolder, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

it('runs by itself', () => {
  const program = `import { serviceUsers } from '@service-users/client'; console.log(typeof serviceUsers({ baseUrl: 'https://a' }).listUsers);`;
  writeFileSync(path.join(folder, 'program.mjs'), program);
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'program.mjs')], {
    encoding: 'utf8',
  });
  expect(stdout, stderr).toBe('function\n');
});
