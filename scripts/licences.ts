// `npm run licences` writes docs/licences.md from package-lock.json, and fails on a licence that was not decided upon; with --check it only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { deliveredPlaces, nameOf, packages } from './delivered.ts';

/** Licences of what may be delivered: attribution is all that they ask. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);
/** Beside them, for tools that run here and are not delivered. */
const forToolsOnly = new Set(['CC-BY-4.0', 'MPL-2.0']);
const file = 'docs/licences.md';

/** `(A OR B)` gives the choice. */
function allowed(licence: string, list: ReadonlySet<string>): boolean {
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => list.has(choice));
}

function faultsOf(delivered: ReadonlySet<string>): string[] {
  const forTools = permissive.union(forToolsOnly);
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .flatMap(([place, { license = 'none named', version = '' }]) =>
      allowed(license, delivered.has(place) ? permissive : forTools)
        ? []
        : [`${nameOf(place)} ${version}: licence ${license} was not decided upon`],
    );
}

function documentOf(delivered: ReadonlySet<string>): string {
  const rows = [...delivered]
    .map((place) => `| \`${nameOf(place)}\` | ${packages[place]?.version} | ${packages[place]?.license} |`)
    .sort();
  const tools = Object.entries(packages).filter(([place]) => place !== '' && !delivered.has(place));
  const counts = Object.entries(Object.groupBy(tools, ([, { license = 'none named' }]) => license))
    .map(([licence, list = []]) => `| ${licence} | ${list.length} |`)
    .sort();
  return [
    '# Licences',
    '',
    'Derived from `package-lock.json` by `npm run licences`. A licence that is in no list of `scripts/licences.ts` fails the check.',
    '',
    '## What is delivered',
    '',
    'What functions, the console, the command and the client package import, with everything that it brings along. More than ends in a bundle.',
    '',
    '| Package | Version | Licence |',
    '| --- | --- | --- |',
    ...new Set(rows),
    '',
    '## Tools',
    '',
    'What builds, checks and tests; it stays on the machine that does so.',
    '',
    '| Licence | Packages |',
    '| --- | --- |',
    ...counts,
    '',
  ].join('\n');
}

const delivered = deliveredPlaces();
const faults = faultsOf(delivered);
for (const fault of faults) console.error(fault);
const config = (await resolveConfig('package.json')) ?? {};
const text = await format(documentOf(delivered), { ...config, filepath: file });
const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (process.argv.includes('--check') && text !== before) {
  console.error(`${file} differs from package-lock.json; run: npm run licences`);
  faults.push(file);
} else if (text !== before) {
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
