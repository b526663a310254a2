import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceUsersApp } from '../../infra/app.ts';
import { readAssembly } from '../../infra/local/assembly.ts';
import { readDeployment } from '../../infra/local/deployment.ts';
import { StaticSite } from '../../infra/local/staticSite.ts';

const script = 'console.log("hello");\n'.repeat(200);
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self' http://127.0.0.1:*; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

let folder: string;
let site: StaticSite;

/** Sends a path as it stands: `fetch` would take its dots away. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: site.port, path, headers, method }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject).end();
  });
}

function write(name: string, content: string): void {
  mkdirSync(join(folder, 'site', name, '..'), { recursive: true });
  writeFileSync(join(folder, 'site', name), content);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'service-users-site-'));
  write('index.html', '<!doctype html>console');
  write('docs/index.html', '<!doctype html>reference');
  write('assets/main-1a2b3c.js', script);
  write('assets/logo-4d5e6f.png', 'png'.repeat(1000));
  writeFileSync(join(folder, 'secret.txt'), 'not published');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'site', 'linked.txt'));
  const outdir = join(folder, 'assembly');
  serviceUsersApp({
    stage: 'local',
    onThisMachine: true,
    given: {},
    codeOf: () => Code.fromInline('//'),
    outdir,
  }).synth();
  site = await StaticSite.start({ port: 0, folder: join(folder, 'site') });
  const definition = readDeployment(readAssembly(outdir), {
    region: 'us-east-1',
    account: '000000000000',
    apiUrl: 'http://127.0.0.1:4180',
    siteHost: '127.0.0.1:4182',
    signIn: { issuer: 'http://127.0.0.1:4181', clientId: 'local-client' },
    key: () => ({ id: 'key-id', arn: 'arn:aws:kms:us-east-1:000000000000:key/key-id' }),
  });
  if (!definition.site) throw new Error('the template has no site');
  site.deploy(definition.site);
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

describe('the local site', () => {
  it.for([
    ['/', 200, 'console'],
    ['/index.html', 200, 'console'],
    ['/users/usr_01jd?tab=tokens', 200, 'console'],
    ['/docs', 200, 'reference'],
    ['/docs/', 200, 'reference'],
    ['/assets/gone-000000.js', 404, 'console'],
    ['/nothing.txt', 404, 'console'],
  ] as const)('answers %s as the function of the template says', async ([path, status, content]) => {
    const { status: answered, body } = await get(path);
    expect([answered, body.toString()]).toEqual([status, `<!doctype html>${content}`]);
  });

  it.for(['/', '/docs/', '/assets/main-1a2b3c.js', '/nothing.txt', '/config.json'])(
    'puts the headers of the template on %s',
    async (path) => {
      expect((await get(path)).headers).toMatchObject({
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy':
          'camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)',
      });
    },
  );

  it.for([
    ['/', 'no-cache', 'text/html; charset=utf-8'],
    ['/config.json', 'no-cache', 'application/json'],
    ['/assets/main-1a2b3c.js', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ['/assets/gone-000000.js', 'no-cache', 'text/html; charset=utf-8'],
  ] as const)('lets browsers keep %s: %s', async ([path, kept, type]) => {
    const { headers } = await get(path);
    expect([headers['cache-control'], headers['content-type']]).toEqual([kept, type]);
  });

  it('tells the console its addresses', async () => {
    expect(JSON.parse((await get('/config.json')).body.toString())).toEqual({
      api: 'http://127.0.0.1:4180',
      issuer: 'http://127.0.0.1:4181',
      clientId: 'local-client',
      serviceUserHeader: 'X-Amorphic-Service-User',
    });
  });

  it.for([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['deflate', undefined],
  ] as const)('sends scripts to who accepts %s as %s', async ([accepted, expected]) => {
    const { headers, body } = await get('/assets/main-1a2b3c.js', { 'Accept-Encoding': accepted });
    expect([headers['content-encoding'], headers['vary']]).toEqual([expected, 'Accept-Encoding']);
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    expect((expected ? unpack[expected](body) : body).toString()).toBe(script);
  });

  it('compresses neither images nor what is small', async () => {
    for (const path of ['/assets/logo-4d5e6f.png', '/']) {
      expect((await get(path, { 'Accept-Encoding': 'br' })).headers).not.toHaveProperty('content-encoding');
    }
  });

  it('answers 304 to who has the same already', async () => {
    const { headers } = await get('/assets/main-1a2b3c.js', { 'Accept-Encoding': 'br' });
    const again = await get('/assets/main-1a2b3c.js', {
      'Accept-Encoding': 'br',
      'If-None-Match': String(headers['etag']),
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('answers HEAD as GET without the content, and no other method', async () => {
    const head = await get('/assets/main-1a2b3c.js', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '4400', 0]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get('/', {}, method)).status).toBe(403);
    }
  });

  it.for([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/linked.txt',
    '//secret.txt',
    '/secret.txt%00',
  ])('serves nothing outside its folder: %s', async (path) => {
    const { status, body } = await get(path);
    expect([status, body.toString()]).toEqual([404, '<!doctype html>console']);
  });

  it('refuses a path that is none', async () => {
    expect((await get('/%zz')).status).toBe(400);
  });

  it('takes new files into use when it is told so, whole', async () => {
    write('assets/next-7a8b9c.js', 'next');
    expect((await get('/assets/next-7a8b9c.js')).status).toBe(404);
    await site.reload();
    expect((await get('/assets/next-7a8b9c.js')).body.toString()).toBe('next');
  });
});
