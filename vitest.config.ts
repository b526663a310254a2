import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';

const globalSetup = 'test/support/globalSetup.ts';
/** Rooms whose tests call the running product over HTTP; it is started once for all of them. */
const overHttp = ['test/operations/**/*.test.ts', 'test/security/**/*.test.ts', 'test/cli/**/*.test.ts'];
/** Rooms whose tests look at the console in a browser; it has a product of its own. */
const inBrowser = ['test/console/**/*.test.ts'];
/** What looks at all that the others left behind: it runs when they have ended. */
const afterwards = ['test/security/wholeRun.test.ts'];

export default defineConfig({
  test: {
    // Tests share a process per worker: they keep no state outside themselves, and start in a tenth of the time.
    sequence: { sequencer: LongestFirst },
    isolate: false,
    pool: 'threads',
    // Most of what they do is wait, for the product or the engine: by default a machine with two cores would run one at a time.
    maxWorkers: Math.max(3, availableParallelism()),
    // For what hangs, not for what is slow: a machine that others work on, too, fails nothing.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [...overHttp, ...inBrowser] },
      },
      {
        extends: true,
        test: {
          name: 'console',
          include: inBrowser,
          globalSetup: 'test/support/consoleSetup.ts',
          testTimeout: 120_000,
          // A page shows a change when it has read anew.
          expect: { poll: { timeout: 30_000 } },
          // A browser takes all that a small machine has: it has it to itself.
          sequence: { groupOrder: 1 },
        },
      },
      ...(existsSync(globalSetup)
        ? [
            {
              extends: true as const,
              test: { name: 'product', include: overHttp, exclude: afterwards, globalSetup },
            },
            {
              extends: true as const,
              test: { name: 'afterwards', include: afterwards, globalSetup, sequence: { groupOrder: 1 } },
            },
          ]
        : []),
    ],
  },
});
