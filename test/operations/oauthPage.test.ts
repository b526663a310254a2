import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { api, must } from '../support/api.ts';
import { startLocalProduct, type TestProduct } from '../support/localProduct.ts';
import { loopback } from '../support/loopback.ts';
import { oidcIssuer } from '../support/oidcIssuer.ts';
import { blockOf, linkedFiles, pageText } from '../support/pageBlocks.ts';
import { asSuperAdmin } from '../support/people.ts';
import { useProduct } from '../support/product.ts';
import { readersFolder, type ProgramEnd, type ReadersFolder } from '../support/readersFolder.ts';

const readme = pageText('README.md');
const page = pageText('docs/oauth.md');

// A product of its own: the pages take names and act as Ada.
let product: TestProduct;
let folder: ReadersFolder;

beforeAll(async () => {
  product = await startLocalProduct();
  useProduct(product.addresses);
  folder = readersFolder(product.addresses);
});
afterAll(async () => {
  useProduct(undefined);
  folder.remove();
  await product.stop();
});

/** A block with the addresses of the page replaced by that of the product, and nothing else. */
function asWritten(text: string, name: string): string {
  return blockOf(text, name).replaceAll(
    /http:\/\/127\.0\.0\.1:4180|https:\/\/users\.example\.com/g,
    product.addresses.api,
  );
}

/** What a program of the reader printed, line by line; it must have ended well. */
async function printed(end: Promise<ProgramEnd>): Promise<string[]> {
  const { code, stdout, stderr } = await end;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

/** Runs a script with variables that the reader has set. */
function bash(script: string, variables: Readonly<Record<string, string>> = {}): Promise<ProgramEnd> {
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
  return folder.run('bash', ['-c', exports.join('') + script]);
}

describe('docs/oauth.md', () => {
  it('every grant, introspection and revocation run in order as written', async () => {
    const names = [
      ...['setUp', 'clientCredentials', 'assuming', 'federation'],
      ...['introspection', 'revocation', 'leaked'],
    ];
    const script = names.map((name) => asWritten(page, name)).join('\n');
    expect(await printed(bash(script))).toEqual([
      'for 3600 seconds: users.view roles.view teams.view tags.view resources.view',
      'svc-oauth@service',
      'Ada Lovelace',
      'svc-oauth@service',
      'usr_',
      'false',
      '200',
      '401',
      '200',
      '401',
    ]);
  }, 120_000);

  it('links to files that exist', () => {
    const targets = linkedFiles(page);
    expect(targets).toContain('client.md');
    expect(targets.filter((target) => !existsSync(`docs/${target}`))).toEqual([]);
  });
});

describe('README, for integrators', () => {
  let serviceUserId: string;
  let serviceToken: string;

  beforeAll(async () => {
    const { code } = await folder.run('python3', ['--version']);
    if (code !== 0) throw new Error('python3 is not installed: it runs the Python examples of the README.');
    const body = { Name: 'svc-dbt', Token: { Name: 'ci' } };
    const made = await must(201, api('POST', '/users', { as: await asSuperAdmin(), body }));
    serviceUserId = String(made.body['UserId']);
    serviceToken = String((made.body['Token'] as Record<string, unknown>)['Token']);
  });

  it('curl gets a token and calls as the service user', async () => {
    const script = asWritten(readme, 'integrateWithCurl');
    const [me = ''] = await printed(bash(script, { SERVICE_TOKEN: serviceToken }));
    expect(JSON.parse(me)).toMatchObject({ UserName: 'svc-dbt@service', IsServiceUser: true });
  });

  it('Python does with its standard library', async () => {
    folder.save('integrate.py', asWritten(readme, 'integrateWithPython'));
    const end = bash('python3 integrate.py', { SERVICE_TOKEN: serviceToken });
    expect(await printed(end)).toEqual(['svc-dbt@service']);
  });

  it('the task of Airflow is Python', async () => {
    folder.save('task.py', blockOf(readme, 'integrateWithAirflow'));
    await printed(folder.run('python3', ['-c', 'import ast; ast.parse(open("task.py").read())']));
  });

  it('the job of GitHub Actions gets a token without a secret, and its next step calls with it', async () => {
    const outside = await oidcIssuer();
    onTestFinished(() => outside.close());
    const workflow = parse(asWritten(readme, 'integrateWithGitHub')) as Workflow;
    expect(workflow.permissions).toEqual({ 'id-token': 'write' });
    const { env, steps } = workflow.jobs.load;
    const Conditions = [{ Claim: 'repository_id', Equals: '123' }];
    const rule = { Name: 'github', Issuer: outside.url, Audience: env['API'], Conditions };
    const path = `/users/${serviceUserId}/trust-rules`;
    await must(201, api('POST', path, { as: await asSuperAdmin(), body: rule }));
    const runner = await loopback(({ url, headers }) => {
      expect(headers.authorization).toBe('Bearer of-the-runner');
      const claims = { aud: url.searchParams.get('audience'), repository_id: '123', jti: randomUUID() };
      return Response.json({ count: 1, value: outside.idToken(claims) });
    });
    const given = {
      ...env,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-runner',
      GITHUB_ENV: 'github.env',
    };
    const [first, second] = steps.map(({ run }) => run);
    const [mask] = await printed(bash(`set -e\n${first ?? ''}`, given));
    expect(mask).toMatch(/^::add-mask::ey/);
    const [me = ''] = await printed(bash(`set -e\n. ./github.env\n${second ?? ''}`, given));
    expect(JSON.parse(me)).toMatchObject({ UserName: 'svc-dbt@service', IsServiceUser: true });
  });
});

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: {
    readonly load: {
      readonly env: Readonly<Record<string, string>>;
      readonly steps: readonly { readonly run: string }[];
    };
  };
}
