import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { items, pages, serviceUsers } from '../../client/index.ts';
import { projectFolder } from '../../infra/build.ts';

async function bundled(entry: string, external: string[] = []) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['node:fs/promises', ...external],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.contents ?? new Uint8Array(), inputs: Object.keys(metafile.inputs) };
}

it('is at most 10 KB minified and compressed, and holds no package', async () => {
  const { code, inputs } = await bundled('client/index.ts');
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(10_000);
  expect(code.length).toBeGreaterThan(1000);
  expect(inputs.filter((file) => file.includes('node_modules'))).toEqual([]);
});

it('verifies in other services with jose and nothing else', async () => {
  const { inputs } = await bundled('client/verify.ts', ['jose']);
  expect(inputs.filter((file) => !file.startsWith('client/verify'))).toEqual([]);
});

/** An API with five users, two on a page. */
function fiveUsers() {
  const asked: string[] = [];
  const api = serviceUsers({
    baseUrl: 'https://api.example.com',
    fetch: (input) => {
      const url = new URL(String(input));
      asked.push(url.search);
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const Items = [0, 1, 2, 3, 4].slice(from, from + 2).map((n) => ({ UserId: `u${String(n)}` }));
      return Promise.resolve(
        Response.json({ Items, ...(from + 2 < 5 ? { NextCursor: String(from + 2) } : {}) }),
      );
    },
  });
  return { api, asked };
}

it('goes over every item of a list, with the same filters on every page', async () => {
  const { api, asked } = fiveUsers();
  const found: string[] = [];
  for await (const { UserId } of items(api.listUsers, { query: { type: 'service' } })) found.push(UserId);
  expect(found).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
  expect(asked).toEqual(['?type=service', '?type=service&cursor=2', '?type=service&cursor=4']);
});

it('asks for no page that nobody looks at', async () => {
  const { api, asked } = fiveUsers();
  for await (const page of pages(api.listUsers, {})) {
    expect(page).toHaveLength(2);
    break;
  }
  expect(asked).toEqual(['']);
});

/** What must not compile. */
export async function mustNotCompile(): Promise<void> {
  const { api } = fiveUsers();
  // @ts-expect-error an id of the path is missing
  for await (const token of items(api.listTokens, {})) void token.Name;
  // @ts-expect-error not a list
  for await (const nothing of items(api.getMe, {})) void nothing;
  // @ts-expect-error a field that items do not have
  for await (const user of items(api.listUsers, {})) void user.Password;
}
