// `npm run documents` writes what is derived from the table of operations and the rules; with --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Operation } from '../shared/contract/operation.ts';
import { openApiDocument } from '../shared/contract/openApi.ts';
import { operationRows } from '../shared/contract/operations.ts';
import { whoMayDoWhat } from '../shared/policy/whoMayDoWhat.ts';
import { alarmsDocument } from './alarms.ts';
import { rules } from '../shared/policy/rules.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const derived: Record<string, () => string> = {
  'shared/contract/routes.ts': routesModule,
  'shared/contract/routedActions.ts': routedActionsModule,
  'docs/openapi.json': () => JSON.stringify(openApiDocument(operationRows, version)),
  'docs/alarms.md': alarmsDocument,
  'docs/whoMayDoWhat.md': () => whoMayDoWhat(rules, operationRows),
};

function routesModule(): string {
  const lines = Object.entries(operationRows).map(
    ([id, row]) =>
      `  ${id}: [${[row.method, row.path, ...markOf(row)].map((text) => `'${text}'`).join(', ')}],`,
  );
  return [
    '/** Method and path of every operation, and whether it takes an idempotency key or a form; derived from the table by `npm run documents`, so that a client needs no schemas. */',
    'export const routes = {',
    ...lines,
    '} as const;',
    '',
  ].join('\n');
}

/** What a client does otherwise than for most operations. */
function markOf({ idempotent, form }: Operation): string[] {
  return [...(idempotent === true ? ['idempotent'] : []), ...(form === undefined ? [] : ['form'])];
}

function routedActionsModule(): string {
  const lines = Object.entries(operationRows).flatMap(([id, row]) =>
    [row.path, ...(row.alsoAt ?? [])].map((path) => `  '${row.method} ${path}': ['${id}', '${row.action}'],`),
  );
  return [
    '/** Operation and action behind every route, derived from the table by `npm run documents`, so that the authorizer needs no schemas. */',
    'export const routedActions = {',
    ...lines,
    '} as const;',
    '',
  ].join('\n');
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Every derived document by its path, formatted as it is committed. */
export async function derivedDocuments(): Promise<Readonly<Record<string, string>>> {
  const config = (await resolveConfig('package.json')) ?? {};
  const texts = Object.entries(derived).map(
    async ([path, derive]) => [path, await format(derive(), { ...config, filepath: path })] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

if (import.meta.main) {
  const checkOnly = process.argv.includes('--check');
  for (const [path, text] of Object.entries(await derivedDocuments())) {
    if (text === current(path)) continue;
    if (checkOnly) {
      console.error(`${path} differs from what it is derived from; run: npm run documents`);
      process.exitCode = 1;
    } else {
      writeFileSync(path, text);
      console.log(`wrote ${path}`);
    }
  }
}
