// `npm run mutate [-- folder or file …] [--concurrency N]`: changes the code of the core in every way Stryker knows, and runs its tests: see docs/mutation.md.
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

interface Room {
  readonly code: string;
  /** The tests that have to notice. */
  readonly tests: readonly string[];
}

const inRuntime = ['assumed', 'assumedEnds', 'longLivedTokens', 'mode', 'persons', 'tokenLimits'];
const rooms: readonly Room[] = [
  { code: 'shared/policy/**/*.ts', tests: ['test/policy/**/*.test.ts'] },
  { code: 'shared/domain/**/*.ts', tests: ['test/domain/**/*.test.ts'] },
  { code: 'shared/tokens/**/*.ts', tests: ['test/tokens/**/*.test.ts'] },
  {
    code: 'shared/runtime/authenticate*.ts',
    tests: inRuntime.map((name) => `test/runtime/${name}.test.ts`),
  },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '1' } },
});

function nameOf({ code }: Room): string {
  return code.split('/')[1] ?? code;
}

/** What of a room is asked for: all of it where nothing was named. */
function partsOf({ code }: Room): string[] {
  if (positionals.length === 0) return [code];
  const folder = code.slice(0, code.lastIndexOf('/**') > 0 ? code.lastIndexOf('/**') : code.lastIndexOf('/'));
  return positionals.filter((path) => path.startsWith(folder)).map((path) => (path === folder ? code : path));
}

for (const room of rooms) {
  const mutate = partsOf(room);
  if (mutate.length === 0) continue;
  const name = nameOf(room);
  process.env['MUTATION_TESTS'] = room.tests.join(' ');
  await new Stryker({
    mutate,
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    incremental: true,
    incrementalFile: `.cache/mutation/${name}.incremental.json`,
    disableTypeChecks: false,
    tempDirName: '.cache/mutation/sandbox',
    ignorePatterns: ['cdk.out', 'dist', '.local', '.cache', 'docs/screenshots'],
    reporters: ['clear-text', 'json', 'progress-append-only'],
    jsonReporter: { fileName: `.cache/mutation/${name}.json` },
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false, skipFull: true },
    thresholds: { high: 95, low: 90, break: 90 },
  } as never).runMutationTest();
}
