import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { claimAt } from '../../shared/domain/trustRule.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { aMember, type SignedIn } from '../support/people.ts';
import { aFolder, serviceUsers, type Ended } from '../support/runCommand.ts';

/** Processes are slow to start where many run at once. */
const patience = { timeout: 60_000 };

const url = inject('product').api;

function as({ token }: Pick<SignedIn, 'token'>, args: readonly string[], input = ''): Promise<Ended> {
  return serviceUsers(args, { env: { SERVICE_USERS_URL: url, SERVICE_USERS_TOKEN: token }, input });
}

async function must(run: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

interface Owned {
  readonly owner: SignedIn;
  readonly user: string;
}

async function owned(): Promise<Owned> {
  const owner = await aMember();
  return { owner, user: (await aCreatedServiceUser({ sharedWith: owner })).userId };
}

interface Rule {
  readonly Conditions: readonly { readonly Claim: string; readonly Equals: unknown }[];
}

function aFile(name: string, content: string): string {
  const file = path.join(aFolder(), name);
  writeFileSync(file, content);
  return file;
}

describe('trust rules', () => {
  let outside: OidcIssuer;
  beforeAll(async () => {
    outside = await oidcIssuer();
  });
  afterAll(() => outside.close());

  it('are added with conditions of any kind, and shown', patience, async () => {
    const { owner, user } = await owned();
    const rule = [
      '--issuer',
      'https://issuer.example.com',
      '--condition',
      'sub=job=7',
      '--max-minutes',
      '15',
    ];
    const made = await must(as(owner, ['trust', 'add', user, 'ci', ...rule, '--condition', 'run:=7']));
    expect(JSON.parse(made)).toMatchObject({
      Name: 'ci',
      Issuer: 'https://issuer.example.com',
      Audience: url,
      Conditions: [
        { Claim: 'sub', Equals: 'job=7' },
        { Claim: 'run', Equals: 7 },
      ],
      RoleId: null,
      MaxDurationMinutes: 15,
      Jwks: null,
    });
    expect(await must(as(owner, ['trust', 'get', user, 'ci', '-o', 'table']))).toMatch(
      /Conditions +sub=job=7, run:=7\n/,
    );
  });

  it('are changed and removed, by name or id', patience, async () => {
    const { owner, user } = await owned();
    const rule = ['--preset', 'github', '--repository', 'acme/warehouse', '--max-minutes', '15'];
    await must(as(owner, ['trust', 'add', user, 'ci', ...rule]));
    const id = await must(as(owner, ['trust', 'list', user, '-q', '[].TrustRuleId']));
    const keys = aFile('key.json', JSON.stringify(outside.publicKey.export({ format: 'jwk' })));
    const change = ['--name', 'nightly', '--role', 'Member', '--jwks-file', keys];
    const changed = JSON.parse(await must(as(owner, ['trust', 'edit', user, 'ci', ...change]))) as object;
    expect(changed).toMatchObject({
      Name: 'nightly',
      RoleId: 'SystemRole-DefaultUsers',
      MaxDurationMinutes: 15,
    });
    expect(changed).toMatchObject({ Jwks: { keys: [{ kty: 'RSA' }] } });
    const back = ['trust', 'edit', user, id, '--default-role', '--published-keys'];
    expect(JSON.parse(await must(as(owner, back)))).toMatchObject({ RoleId: null, Jwks: null });
    await must(as(owner, ['trust', 'remove', user, 'nightly', '--yes']));
    expect((await as(owner, ['trust', 'get', user, 'nightly'])).code).toBe(6);
  });

  it.each([
    [
      'github',
      ['--repository', 'acme/warehouse', '--ref', 'refs/heads/main', '--environment', 'production'],
      { repository: 'acme/warehouse', ref: 'refs/heads/main', environment: 'production' },
    ],
    [
      'gitlab',
      ['--repository', 'acme/warehouse', '--ref', 'main'],
      { project_path: 'acme/warehouse', ref: 'main' },
    ],
    [
      'kubernetes',
      ['--issuer', 'https://k8s.example.com', '--namespace', 'etl', '--service-account', 'loader'],
      { 'kubernetes.io': { namespace: 'etl', serviceaccount: { name: 'loader' } } },
    ],
    [
      'aws',
      [
        '--issuer',
        'https://a.tokens.sts.global.api.aws',
        '--role-arn',
        'arn:aws:iam::1:role/n',
        '--account',
        '1',
      ],
      { sub: 'arn:aws:iam::1:role/n', 'https://sts.amazonaws.com/': { aws_account: '1' } },
    ],
  ])(
    'of the preset %s hold for the claims of a token as that platform writes it',
    patience,
    async (preset, flags, claims) => {
      const { owner, user } = await owned();
      const made = await must(as(owner, ['trust', 'add', user, 'ci', '--preset', preset, ...flags]));
      const { Conditions } = JSON.parse(made) as Rule;
      expect(Conditions.length).toBeGreaterThan(1);
      for (const { Claim, Equals } of Conditions) expect(claimAt(claims, Claim), Claim).toBe(Equals);
    },
  );

  it.each([
    [
      'a branch alone, which everybody at the issuer has',
      ['--preset', 'github', '--ref', 'refs/heads/main'],
      2,
    ],
    ['the same without the preset', ['--issuer', 'https://gitlab.com', '--condition', 'ref=main'], 2],
    [
      'a flag of another platform',
      ['--preset', 'aws', '--issuer', 'https://x.example.com', '--repository', 'a/b'],
      2,
    ],
    ['no issuer', ['--preset', 'kubernetes', '--namespace', 'etl'], 2],
    ['no condition', ['--preset', 'github'], 2],
    ['a condition without a value', ['--preset', 'github', '--condition', 'repository='], 2],
    [
      'two conditions on a claim',
      ['--preset', 'github', '--repository', 'a/b', '--condition', 'repository=c/d'],
      2,
    ],
    ['text where a number is announced', ['--preset', 'github', '--condition', 'run:=x'], 2],
    [
      'a file that is not there',
      ['--preset', 'github', '--repository', 'a/b', '--jwks-file', '/nonexistent'],
      3,
    ],
  ])('are not made of %s, and nobody is asked', async (_, flags, code) => {
    const env = { SERVICE_USERS_URL: 'http://127.0.0.1:9', SERVICE_USERS_TOKEN: 't' };
    const ended = await serviceUsers(['trust', 'add', 'svc-x', 'ci', ...flags], { env });
    expect(ended.code, ended.stderr).toBe(code);
  });

  it('are not widened to everybody by a change', patience, async () => {
    const { owner, user } = await owned();
    await must(as(owner, ['trust', 'add', user, 'ci', '--preset', 'github', '--repository', 'a/b']));
    expect((await as(owner, ['trust', 'edit', user, 'ci', '--condition', 'ref=x'])).code).toBe(2);
    expect(await must(as(owner, ['trust', 'get', user, 'ci', '-q', 'Conditions[0].Equals']))).toBe('a/b');
    const other = ['--repository', 'a/c', '--ref', 'refs/heads/main', '-q', 'Conditions[].Equals'];
    expect(await must(as(owner, ['trust', 'edit', user, 'ci', ...other]))).toBe('a/c\nrefs/heads/main');
  });

  it('are explained condition by condition for a token from standard input or a file', patience, async () => {
    const { owner, user } = await owned();
    const audience = 'https://service-users.example.com';
    const rule = [
      '--issuer',
      outside.url,
      '--audience',
      audience,
      '--condition',
      'repository=acme/warehouse',
    ];
    await must(as(owner, ['trust', 'add', user, 'ci', ...rule]));
    const tokenOf = (repository: string): string =>
      outside.idToken({ aud: audience, repository, jti: randomUUID() });
    const [good, other] = [tokenOf('acme/warehouse'), tokenOf('acme/other')];
    const accepted = await as(owner, ['trust', 'explain', user], `${good}\n`);
    expect(accepted.code, accepted.stderr).toBe(0);
    expect(JSON.parse(accepted.stdout)).toMatchObject({
      Accepted: true,
      Rules: [{ Name: 'ci', Matches: true }],
    });
    const file = aFile('token', other);
    const refused = await as(owner, ['trust', 'explain', user, '--token-file', file, '-o', 'table']);
    expect(refused.code, refused.stderr).toBe(1);
    expect(refused.stdout).toMatch(/ci +NO +repository +acme\/warehouse +acme\/other/);
    expect(refused.stdout).toMatch(/ci +yes +signature/);
    expect(refused.stderr).toBe('No trust rule accepts it.\n');
  });
});
