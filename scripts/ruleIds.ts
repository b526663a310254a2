// Which rules of the specification (docs/ruleIds.json) a test carries in its title; with --strict a missing one fails.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A string that begins with rule ids: 'T8 …', 'T12, T13 …', 'C1-C5 …'. */
const titled = /['"`]([A-Z]\d{1,2}(?:(?:, |[–-])[A-Z]?\d{1,2})*) /g;
const single = /([A-Z])(\d{1,2})(?:[–-][A-Z]?(\d{1,2}))?/g;

const rules = JSON.parse(readFileSync('docs/ruleIds.json', 'utf8')) as Record<string, string>;

function expand(ids: string): string[] {
  return [...ids.matchAll(single)].flatMap(([, letter = '', first = '', last = first]) => {
    const count = Math.max(0, Number(last) - Number(first)) + 1;
    return Array.from({ length: count }, (_, index) => `${letter}${Number(first) + index}`);
  });
}

const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
);
const carried = new Set(
  files.flatMap((name) =>
    [...readFileSync(join('test', name), 'utf8').matchAll(titled)].flatMap(([, ids = '']) => expand(ids)),
  ),
);

const missing = Object.keys(rules).filter((id) => !carried.has(id));
const unknown = [...carried].filter((id) => !(id in rules));
console.log(
  `rule ids with a test: ${Object.keys(rules).length - missing.length} of ${Object.keys(rules).length}`,
);
if (missing.length > 0) console.log(`without one: ${missing.join(' ')}`);
if (unknown.length > 0) console.error(`in test titles, but in no specification: ${unknown.join(' ')}`);
process.exitCode = unknown.length > 0 || (missing.length > 0 && process.argv.includes('--strict')) ? 1 : 0;
