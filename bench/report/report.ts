import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Machine } from '../machine.ts';
import { quietLoad } from '../machine.ts';
import type { Results } from '../results.ts';
import { coldSection, consoleSection, growthSection } from './coldAndGrowth.ts';
import { countsSection } from './countsSection.ts';
import { cpuSection } from './cpuSection.ts';
import { loadSection } from './loadSection.ts';
import { charts } from './charts.ts';
import { plot } from './plot.ts';
import { fixed } from './table.ts';

const page = 'docs/benchmarks/README.md';

/** Writes the page and its plot from what was measured. */
export async function writeReport(results: Results): Promise<void> {
  const text = [
    head,
    machines(results),
    '![CPU per request, rates and cold starts](benchmarks.svg)',
    countsSection(results.counts?.data),
    cpuSection(results.cpu?.data),
    loadSection(results.load?.data),
    coldSection(results.cold?.data),
    growthSection(results.growth?.data),
    consoleSection(results.console?.data),
  ].join('\n\n');
  const options = (await resolveConfig(page)) ?? {};
  writeFileSync(page, await format(text, { ...options, parser: 'markdown' }));
  writeFileSync('docs/benchmarks/benchmarks.svg', plot(charts(results)));
}

const head = `# Benchmarks

Written by \`npm run bench\` from \`results.json\` beside it; what changes bought is told in [changes.md](changes.md).
\`npm run bench -- cpu cold\` measures those parts alone and keeps the others' figures; the parts are \`counts\`, \`cpu\`, \`load\`
(with \`--no-peers\` the product alone), \`cold\`, and \`growth\` and \`console\` (with \`--large\` up to 100,000 users).

Counts are exact. CPU times are those of the process, so that other work on the machine changes them by tens of per cent, not by
multiples; ratios within one run say more than either. Rates and latencies are worth what the load average says.`;

/** Each part says when and where: a run may have measured some of them only. */
function machines(results: Results): string {
  const parts = Object.entries(results) as [string, { machine: Machine } | undefined][];
  const lines = parts.flatMap(([name, part]) => {
    if (part === undefined) return [];
    const { at, cpu, cores, memoryGb, node, load } = part.machine;
    const busy =
      load > quietLoad
        ? ` **The machine was busy with other work: times here are upper bounds, rates are lower ones.**`
        : '';
    return [
      `- \`${name}\`: ${at} UTC, ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, load average ${fixed(load, 2)} at the start.${busy}`,
    ];
  });
  return `## Where it was measured\n\n${lines.join('\n')}`;
}
