import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usage } from '../../bin/localOptions.ts';
import { contextKeys } from '../../infra/stages.ts';
import { startLocalProduct } from '../support/localProduct.ts';
import type { TestProduct } from '../support/localProduct.ts';
import { blockOf, blocksIn, linkedFiles, pageText } from '../support/pageBlocks.ts';
import { readersFolder } from '../support/readersFolder.ts';
import type { ReadersFolder } from '../support/readersFolder.ts';

const readme = pageText('README.md');
/** The address in the page; a test replaces nothing else. */
const addressInPage = 'http://127.0.0.1:4180';

describe('the first example', () => {
  // A product of its own: the example takes the name svc-airflow and acts as Ada.
  let product: TestProduct;
  let folder: ReadersFolder;
  let lines: string[];

  const asWritten = (name: string) => blockOf(readme, name).replaceAll(addressInPage, product.addresses.api);

  beforeAll(async () => {
    product = await startLocalProduct({ seeded: false });
    folder = readersFolder(product.addresses);
    const script = `${asWritten('firstExample')}\nprintf '%s\\n' "$SVC" "$TOKEN"\n`;
    const { code, stdout, stderr } = await folder.run('bash', ['-c', script]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    lines = stdout.trimEnd().split('\n');
  });

  afterAll(async () => {
    folder.remove();
    await product.stop();
  });

  /** An answer as curl was told to print it: body, space, status. */
  const answer = (line: number) => {
    const [, body = '', status] = /^(.*) (\d{3})$/.exec(lines[line] ?? '') ?? [];
    return { status: Number(status), body: JSON.parse(body) as unknown };
  };

  it('calls as the service user, in the name of the person who assumed it', () => {
    expect(answer(0)).toMatchObject({
      status: 200,
      body: {
        UserName: 'svc-airflow@service',
        IsServiceUser: true,
        Status: 'enabled',
        AssumedBy: { DisplayName: 'Ada Lovelace' },
        SuperAdminMode: false,
      },
    });
  });

  it('T13 disables it, and the very next call with its token is 401', () => {
    expect(answer(1)).toMatchObject({ status: 200, body: { Status: 'disabled' } });
    expect(answer(2)).toMatchObject({ status: 401, body: { code: 'credential-rejected' } });
  });

  it.each(['verifyWithJose', 'verifyWithAwsJwtVerify'])(
    '%s accepts its token offline, and no other',
    async (name) => {
      const [serviceUser = '', token = ''] = lines.slice(3);
      folder.save(`${name}.mjs`, asWritten(name));
      const good = await folder.run('node', [`${name}.mjs`, token]);
      expect(good).toMatchObject({ code: 0, stderr: '' });
      expect(good.stdout).toBe(
        `${serviceUser} true users.view roles.view teams.view tags.view resources.view\n`,
      );
      const [head, , tail] = token.split('.');
      const other = Buffer.from(JSON.stringify({ sub: 'svc_other' })).toString('base64url');
      const bad = await folder.run('node', [`${name}.mjs`, `${head}.${other}.${tail}`]);
      expect(bad).toMatchObject({ code: 1, stdout: '' });
    },
  );
});

describe('the second example', () => {
  let product: TestProduct;
  let folder: ReadersFolder;

  beforeAll(async () => {
    product = await startLocalProduct({ seeded: false });
    folder = readersFolder(product.addresses);
  });

  afterAll(async () => {
    folder.remove();
    await product.stop();
  });

  it('K6, D1, D4 prints what it says: tokens, sharing, rotation, restoring, and a delete that moves 250 resources', async () => {
    const script = blockOf(readme, 'secondExample').replaceAll(addressInPage, product.addresses.api);
    const { code, stdout, stderr } = await folder.run('bash', ['-c', script]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'service token 200',
      'Mary on the tag 200',
      'share with the tag 200',
      'share with Linus 200',
      'Linus assumes 201',
      'Mary assumed it 200',
      'Mary off the tag 204',
      'Mary any longer 401',
      'old secret in the overlap 200',
      'new secret 200',
      'oldest secret 401',
      'old secret 401',
      'newest secret 200',
      'disable 200',
      'token of a disabled user 401',
      'enable 200',
      'token after enabling 401',
      'restore 200',
      'restored token 200',
      'delete while enabled 403',
      'disable 200',
      'delete without transfer user 400',
      'delete 202',
      '250',
      '200',
      '50',
    ]);
  }, 120_000);
});

describe('the pages for users', () => {
  const decisions = readdirSync('docs/decisions').map((name) => join('docs/decisions', name));
  const pages = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/deploy.md', ...decisions];

  it('show the options of npm start as the program prints them', () => {
    expect(blockOf(readme, 'usage').trimEnd()).toBe(usage);
  });

  it('deploy to LocalStack with the commands of docs/deploy.md', () => {
    expect(blocksIn(pageText('docs/deploy.md'), 'sh')).toContain(blockOf(readme, 'localStack'));
  });

  it('name settings that the stacks know', () => {
    const known = new Set<string>(['stage', ...contextKeys]);
    const named = pages.flatMap((page) =>
      [...pageText(page).matchAll(/ -c (\w+)=/g)].map(([, setting = '']) => setting),
    );
    expect(named).toContain('superAdmins');
    expect(named.filter((setting) => !known.has(setting))).toEqual([]);
  });

  it('name scripts that package.json has', () => {
    const { scripts } = JSON.parse(pageText('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) =>
      [...pageText(page).matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script = '']) => script),
    );
    expect(named).toContain('local:token');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it.each(pages)('%s links to files that exist', (page) => {
    const missing = linkedFiles(pageText(page)).filter((target) => !existsSync(join(dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it('number the decisions without gaps, and give each its four parts', () => {
    const numbers = decisions
      .map((page) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]))
      .sort((one, other) => one - other);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    for (const page of decisions) {
      const headings = [...pageText(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect({ page, headings }).toEqual({
        page,
        headings: ['Status', 'Context', 'Decision', 'Consequences'],
      });
    }
  });
});
