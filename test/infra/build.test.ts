import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFunctions, holdsPackage, overBudget, projectFolder } from '../../infra/build.ts';
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
    write(
      'signs',
      `import { KMSClient } from '@aws-sdk/client-kms'; export const handler = () => KMSClient.name;`,
    );
    write(
      'publishSigningKeys',
      `import { KMSClient } from '@aws-sdk/client-kms'; export const handler = KMSClient;`,
    );
    const first = await buildFunctions(folders);
    expect(first.rebuilt).toBe(true);
    expect(Object.keys(first.functions).sort()).toEqual(['answer', 'publishSigningKeys', 'signs']);
    const { file, bytes } = first.functions['answer'] ?? { file: '', bytes: Infinity };
    expect(bytes).toBeLessThan(500);
    const { handler } = (await import(pathToFileURL(file).href)) as { handler: () => Promise<number> };
    await expect(handler()).resolves.toBe(42);

    expect(await buildFunctions(folders)).toEqual({ functions: first.functions, rebuilt: false });

    write('answer', `export const handler = async (): Promise<number> => 43;`);
    expect((await buildFunctions(folders)).rebuilt).toBe(true);

    rmSync(path.join(folders.entries, 'signs.ts'));
    const last = await buildFunctions(folders);
    expect([last.rebuilt, Object.keys(last.functions).sort()]).toEqual([
      true,
      ['answer', 'publishSigningKeys'],
    ]);
  });

  it('leaves the KMS client to the runtime where keys are published, and nowhere else', async () => {
    write(
      'signs',
      `import { KMSClient } from '@aws-sdk/client-kms'; export const handler = () => KMSClient.name;`,
    );
    write(
      'publishSigningKeys',
      `import { KMSClient } from '@aws-sdk/client-kms'; export const handler = KMSClient;`,
    );
    const { functions } = await buildFunctions(folders);
    const holdsKms = Object.entries(functions).map(([name, bundle]) => [
      name,
      holdsPackage(bundle, '@aws-sdk/client-kms'),
    ]);
    expect(Object.fromEntries(holdsKms)).toMatchObject({ signs: true, publishSigningKeys: false });
  });

  it('tells which bundles are over the budget', () => {
    const bundle = (bytes: number) => ({ file: '', bytes, inputs: {} });
    const functions = { small: bundle(491_520), large: bundle(491_521) };
    expect(overBudget({ functions, rebuilt: true })).toEqual(['large: 491521 bytes']);
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

  it('stay within 480 KB each', () => {
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

  it('hold the KMS client only where tokens are signed, and where the canary signs with its own key', () => {
    const holders = Object.keys(product.functions).filter((name) => {
      const bundle = product.functions[name];
      return bundle !== undefined && holdsPackage(bundle, '@aws-sdk/client-kms');
    });
    const signers = Object.entries(operationRows).filter(([, { uses }]) => uses.includes('kms:sign'));
    expect(holders.sort()).toEqual(['canary', ...signers.map(([id]) => id)].sort());
  });

  it('take the credentials that Lambda gives, and hold no client of STS or SSO to find others', () => {
    const others = [
      '@aws-sdk/nested-clients',
      '@aws-sdk/credential-provider-ini',
      '@smithy/credential-provider-imds',
    ];
    const holders = Object.entries(product.functions).filter(([, bundle]) =>
      others.some((name) => holdsPackage(bundle, name)),
    );
    expect(holders.map(([name]) => name)).toEqual([]);
    const { authorizer } = product.functions;
    expect(authorizer !== undefined && holdsPackage(authorizer, '@aws-sdk/credential-provider-env')).toBe(
      true,
    );
  });

  it('hold the EventBridge client only where events are published', () => {
    const holders = Object.entries(product.functions).filter(([, bundle]) =>
      holdsPackage(bundle, '@aws-sdk/client-eventbridge'),
    );
    expect(holders.map(([name]) => name)).toEqual(['publishEvents']);
  });
});
