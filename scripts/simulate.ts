import { parseArgs } from 'node:util';
import { simulate, type Outcome } from '../test/simulation/run/simulate.ts';

/** `npm run simulate -- --seeds N [--seed S] [--steps M] [--log]`: see docs/simulation.md. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '40' },
    log: { type: 'boolean', default: false },
  },
});
const [seeds, first, steps] = [values.seeds, values.seed, values.steps].map(Number) as [
  number,
  number,
  number,
];
const totals = { requests: 0, calls: 0, faults: 0, expired: 0 };
const tested = new Map<string, number>();
const statuses = new Map<number, number>();
let failed = 0;

function add<Key>(into: Map<Key, number>, counts: ReadonlyMap<Key, number>): void {
  for (const [key, count] of counts) into.set(key, (into.get(key) ?? 0) + count);
}

function report(outcome: Outcome): void {
  for (const name of ['requests', 'calls', 'faults', 'expired'] as const) totals[name] += outcome[name];
  add(tested, outcome.tested);
  add(statuses, outcome.statuses);
  if (values.log) console.log(outcome.log.join('\n'));
  if (seeds === 1) console.log(`trace ${outcome.trace}`);
  if (outcome.violations.length === 0) return;
  failed += 1;
  for (const { invariant, what } of outcome.violations)
    console.log(`seed ${outcome.seed}: ${invariant}: ${what}`);
  console.log(`  again: npm run simulate -- --seeds 1 --seed ${outcome.seed} --steps ${steps} --log`);
}

for (let seed = first; seed < first + seeds; seed += 1) report(await simulate({ seed, steps }));
const cpu = process.cpuUsage();
console.log(
  `${seeds} seeds of ${steps} requests: ${failed} failed; ${totals.requests} requests, ${totals.calls} calls to DynamoDB and KMS, ` +
    `${totals.faults} faults, ${totals.expired} removed after their time; ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s CPU of this process`,
);
const shown = (counts: ReadonlyMap<string | number, number>) =>
  [...counts]
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');
console.log(`answers ${shown(statuses)}\npromises tested ${shown(tested)}`);
process.exit(failed === 0 ? 0 : 1);
