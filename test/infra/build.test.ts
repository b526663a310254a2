import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFunctions, overBudget, projectFolder } from '../../infra/build.ts';
import { workers } from '../../infra/workers.ts';
import { operationRows } from '../../shared/contract/operations.ts';
import { deployedFunctions } from '../support/deployedFunctions.ts';
import { synthesizedStage } from '../support/synthesized.ts';

// Inside the project, where packages are found.
mkdirSync(path.join(projectFolder, '.cache'), { recursive: true });
const folder = mkdtempSync(path.join(projectFolder, '.cache', 'build-'));
const folders = { entries: path.join(folder, 'functions'), bundles: path.join(folder, 'bundles') };
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(entry: string, source: string): void {
  mkdirSync(folders.entries, { recursive: true });
  writeFileSync(path.join(folders.entries, `${entry}.ts`), source);
}

describe('the build', () => {
  it('makes one bundle per entry that runs on its own, keeps it while nothing changes, and drops what is gone', async () => {
    write('answer', `export const handler = async (): Promise<number> => 42;`);
    write('signs', `import { sign } from 'node:crypto'; export const handler = () => sign.name;`);
    const first = await buildFunctions(folders);
    expect(first.rebuilt).toBe(true);
    expect(Object.keys(first.functions).sort()).toEqual(['answer', 'signs']);
    const { file, bytes } = first.functions['answer'] ?? { file: '', bytes: Infinity };
    expect(bytes).toBeLessThan(500);
    const { handler } = (await import(pathToFileURL(file).href)) as { handler: () => Promise<number> };
    await expect(handler()).resolves.toBe(42);

    expect(await buildFunctions(folders)).toEqual({ functions: first.functions, rebuilt: false });

    write('answer', `export const handler = async (): Promise<number> => 43;`);
    expect((await buildFunctions(folders)).rebuilt).toBe(true);

    rmSync(path.join(folders.entries, 'signs.ts'));
    const last = await buildFunctions(folders);
    expect([last.rebuilt, Object.keys(last.functions)]).toEqual([true, ['answer']]);
  });

  it('tells which bundles are over the budget', () => {
    const bundle = (bytes: number, inputs = {}) => ({ file: '', bytes, inputs });
    const functions = {
      small: bundle(327_680),
      large: bundle(327_681),
      document: bundle(400_000, { 'docs/openapi.json': 200_000 }),
    };
    expect(overBudget({ functions, rebuilt: true })).toEqual(['large: 327681 bytes']);
  });
});

describe('the bundles of the product', async () => {
  const product = await buildFunctions();
  const { api, watch } = synthesizedStage('prod', { canary: 'svc_01h455vb4pex5vsknk084sn02q' });
  const deployed = new Map([...deployedFunctions(api), ...deployedFunctions(watch)]);

  it('are there for every operation, the authorizer and the workers', () => {
    expect(Object.keys(product.functions).sort()).toEqual(
      [...Object.keys(operationRows), 'authorizer', 'canary', ...Object.keys(workers)].sort(),
    );
  });

  it('stay within 320 KB each, the published document not counted', () => {
    expect(overBudget(product)).toEqual([]);
  });

  it.each(Object.entries(product.functions))(
    '%s reads no variable that its function is not given',
    (name, bundle) => {
      const names =
        /["'`](TABLE_NAME|ISSUER|SIGNING_KEYS|OIDC_ISSUER|OIDC_CLIENT_ID|SUPER_ADMINS|SUPER_ADMIN_GROUP|SERVICE_USER_HEADER|EVENT_BUS|CANARY_USER|CANARY_KEY)["'`]/g;
      const read = [...readFileSync(bundle.file, 'utf8').matchAll(names)].map(([, variable]) => variable);
      const given = Object.keys(deployed.get(name)?.variables ?? {});
      const missing = read.filter((variable = '') => !given.includes(variable));
      expect([...new Set(missing)]).toEqual([]);
    },
  );

  /** Bundles that hold a file of the project. */
  const holdersOf = (file: string): string[] =>
    Object.entries(product.functions)
      .filter(([, { inputs }]) => (inputs[file] ?? 0) > 0)
      .map(([name]) => name)
      .sort();

  it('hold the client of KMS only where tokens are signed, where keys are published, and where the canary signs with its own key', () => {
    const signers = Object.entries(operationRows).filter(([, { uses }]) => uses.includes('kms:sign'));
    const expected = ['canary', 'publishSigningKeys', ...signers.map(([id]) => id)].sort();
    expect(holdersOf('shared/aws/kms.ts')).toEqual(expected);
  });

  it('hold the client of EventBridge only where events are published', () => {
    expect(holdersOf('shared/aws/eventBridge.ts')).toEqual(['publishEvents']);
  });

  it('hold no client of the AWS SDK, and nothing that looks for credentials', () => {
    const heavy = /node_modules\/(@aws-sdk\/(client-|core|nested-clients|credential-)|@smithy\/credential-)/;
    const holders = Object.entries(product.functions).filter(([, { inputs }]) =>
      Object.entries(inputs).some(([file, bytes]) => bytes > 0 && heavy.test(file)),
    );
    expect(holders.map(([name]) => name)).toEqual([]);
    expect(product.functions['authorizer']?.inputs).toHaveProperty('shared/aws/dynamoDb.ts');
  });
});
