// `npm run check`: everything CI checks beside the tests. Runs all of it, then fails if anything failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const steps: Record<string, readonly string[]> = {
  types: ['tsc', '-p', '.'],
  'types of the console': ['tsc', '-p', 'console'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  lint: ['eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'],
  'import rules': [
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'shared',
    'functions',
    'infra',
    'client',
    'cli',
    'bin',
    'console',
    'test',
    'scripts',
    'bench',
  ],
  'names in the tree': ['node', 'scripts/tree.ts'],
  'unused dependencies': ['node', 'scripts/unusedDependencies.ts'],
  licences: ['node', 'scripts/licences.ts', '--check'],
  documents: ['node', 'scripts/documents.ts', '--check'],
  'rule ids': ['node', 'scripts/ruleIds.ts', ...(process.argv.includes('--strict') ? ['--strict'] : [])],
};

interface Outcome {
  readonly passed: boolean;
  readonly seconds: string;
  readonly output: string;
}

async function run([command = '', ...args]: readonly string[]): Promise<Outcome> {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, ended] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close').then(
      ([code]) => ({ passed: code === 0, why: '' }),
      (error: unknown) => ({ passed: false, why: String(error) }),
    ),
  ]);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { passed: ended.passed, seconds, output: `${stdout}${stderr}${ended.why}`.trim() };
}

/** Runs the slowest step beside all the others, which follow one another: two at a time. */
function start(slowest: string): Map<string, Promise<Outcome>> {
  const outcomes = new Map<string, Promise<Outcome>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const [name, words] of Object.entries(steps)) {
    const outcome = name === slowest ? run(words) : before.then(() => run(words));
    outcomes.set(name, outcome);
    if (name !== slowest) before = outcome;
  }
  return outcomes;
}

const failed: string[] = [];
for (const [name, outcome] of start('lint')) {
  const { passed, seconds, output } = await outcome;
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (output !== '' && (!passed || name === 'rule ids')) console.log(output);
  if (!passed) failed.push(name);
}

if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
