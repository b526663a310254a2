// `npm run mutate [-- shared/policy …] [--concurrency N] [--force]`: breaks the core in every way that Stryker knows, one at a time,
// and runs its tests: see docs/mutation.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

interface Room {
  readonly folder: string;
  /** What of the folder is broken. */
  readonly files: string;
  /** The tests that have to notice, by themselves. */
  readonly tests: readonly string[];
}

const ofAuthenticate = [
  'accessTokens',
  'assumed',
  'assumedEnds',
  'authenticate',
  'longLivedTokens',
  'lostMembership',
  'mode',
  'persons',
  'tokenLimits',
];
const rooms: readonly Room[] = [
  ...['aws', 'policy', 'domain', 'tokens'].map((name) => ({
    folder: `shared/${name}`,
    files: '**/*.ts',
    tests: [`test/${name}/**/*.test.ts`],
  })),
  {
    folder: 'shared/runtime',
    files: 'authenticate*.ts',
    tests: ofAuthenticate.map((name) => `test/runtime/${name}.test.ts`),
  },
];
/** Of 100 mutants, how many the tests of a room have to notice. */
const lowestScore = 90;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '1' },
    /** Takes no result from an earlier run. */
    force: { type: 'boolean', default: false },
  },
});

/** Whether a path names the room or a file of it. */
function isIn({ folder, files }: Room, path: string): boolean {
  return path === folder || matchesGlob(path, `${folder}/${files}`);
}

/** What of a room is asked for: its folder or files; all of it where nothing was named. */
function partsOf(room: Room): string[] {
  const named = positionals.filter((path) => isIn(room, path));
  return positionals.length === 0 || named.includes(room.folder) ? [`${room.folder}/${room.files}`] : named;
}

interface Report {
  readonly files: Record<string, { mutants: { readonly status: string; readonly static?: boolean }[] }>;
}

/** Forgets which constants survived: it is not known which tests use them, so that no new test would have them tried again. */
function forgetConstants(file: string, parts: readonly string[]): void {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const asked = Object.entries(report.files).filter(([path]) =>
    parts.some((part) => matchesGlob(path, part)),
  );
  for (const [, each] of asked)
    each.mutants = each.mutants.filter((mutant) => mutant.static !== true || mutant.status !== 'Survived');
  writeFileSync(file, JSON.stringify(report));
}

/** The score of a room in percent, with what an earlier run found out of parts that are not asked for; what did not load counts neither way. */
async function mutate(room: Room, parts: readonly string[]): Promise<number> {
  const name = room.folder.replace('shared/', '');
  const incrementalFile = `.cache/mutation/${name}.incremental.json`;
  forgetConstants(incrementalFile, parts);
  // Read by vitest.mutation.config.ts, in processes that Stryker starts.
  process.env['MUTATION_TESTS'] = room.tests.join(' ');
  const mutants = await new Stryker({
    mutate: [...parts],
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    incremental: true,
    incrementalFile,
    force: values.force,
    // Types are stripped, not checked; a comment to switch the check off would change files that tests compare.
    disableTypeChecks: false,
    tempDirName: '.cache/mutation/sandbox',
    ignorePatterns: ['cdk.out', 'dist', '.local', '.cache', 'docs/screenshots'],
    reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: `.cache/mutation/${name}.json` },
    htmlReporter: { fileName: `.cache/mutation/${name}.html` },
    clearTextReporter: { logTests: false, reportTests: false, skipFull: true },
    thresholds: { high: 95, low: lowestScore, break: lowestScore },
  }).runMutationTest();
  const count = (...states: string[]) => mutants.filter(({ status }) => states.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  return (100 * noticed) / (noticed + count('Survived', 'NoCoverage'));
}

const strangers = positionals.filter((path) => !rooms.some((room) => isIn(room, path)));
const core = rooms.map(({ folder, files }) => `${folder}/${files}`).join(', ');
for (const path of strangers) console.error(`${path} is none of ${core}, nor the folder of one`);
if (strangers.length > 0) process.exit(2);

const scores: string[] = [];
for (const room of rooms) {
  const parts = partsOf(room);
  if (parts.length === 0) continue;
  const score = await mutate(room, parts);
  // Stryker fails the process by itself, but not where there was nothing to break.
  if (!(score >= lowestScore)) process.exitCode = 1;
  scores.push(`${parts.join(' ')}: ${score.toFixed(1)} %`);
}
console.log(scores.join('\n'));
