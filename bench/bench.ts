// `npm run bench [-- part…] [--no-peers] [--large]`: measures the parts and writes docs/benchmarks.
import { parseArgs } from 'node:util';
import { coldStarts } from './cold/coldStart.ts';
import { usersListInBrowser } from './console/usersList.ts';
import { counts } from './counts/counts.ts';
import { cpuPerRequest } from './cpu/cpu.ts';
import { growth } from './growth/growth.ts';
import { productLoad } from './load/load.ts';
import { machine, quietLoad } from './machine.ts';
import { compare } from './peers/peers.ts';
import { writeReport } from './report/report.ts';
import { readResults, writeResults, type Results } from './results.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'no-peers': { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
  },
});

const milliseconds = Number(values.seconds) * 1000;
const sizes = values.large ? [1000, 10_000, 100_000] : [1000, 10_000];
const say = (text: string): void => console.log(`  ${text}`);

const parts: { readonly [Part in keyof Results]-?: () => Promise<NonNullable<Results[Part]>['data']> } = {
  counts: () => Promise.resolve(counts()),
  cpu: () => cpuPerRequest(9, 300),
  cold: () => coldStarts(12),
  load: async () => {
    const load = await productLoad(milliseconds);
    return { ...load, compared: values['no-peers'] ? [] : await compare(milliseconds / 3, say) };
  },
  growth: () => growth(sizes, say),
  console: () => usersListInBrowser(sizes, say),
};

const names = Object.keys(parts) as (keyof Results)[];
const unknown = positionals.filter((name) => !names.some((part) => part === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The parts are ${names.join(', ')}.`);
  process.exit(2);
}
if (machine().load > quietLoad) {
  console.warn(`The load average is ${machine().load.toFixed(2)}: times will be upper bounds.`);
}
let results = readResults();
for (const name of names) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const where = machine();
  console.log(`${name} …`);
  results = { ...results, [name]: { machine: where, data: await parts[name]() } };
  writeResults(results);
}
await writeReport(results);
console.log('docs/benchmarks/README.md is written.');
process.exit();
