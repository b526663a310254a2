// `npm run check`: everything CI checks beside the tests. Runs all of it, then fails if anything failed.
import { spawnSync } from 'node:child_process';

const steps: Record<string, readonly string[]> = {
  types: ['tsc', '-p', '.'],
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
    'test',
    'scripts',
  ],
  'names in the tree': ['node', 'scripts/tree.ts'],
  documents: ['node', 'scripts/documents.ts', '--check'],
  'rule ids': ['node', 'scripts/ruleIds.ts', ...(process.argv.includes('--strict') ? ['--strict'] : [])],
};

const failed = Object.entries(steps).filter(([name, [command = '', ...args]]) => {
  const begin = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  const output = `${stdout}${stderr}${error?.message ?? ''}`.trim();
  if (output !== '' && (status !== 0 || name === 'rule ids')) console.log(output);
  return status !== 0;
});

if (failed.length > 0) {
  console.error(`check failed: ${failed.map(([name]) => name).join(', ')}`);
  process.exitCode = 1;
}
