import { defineConfig } from 'vitest/config';

/** For `npm run mutate`, which names the tests: no product is started, and no browser. */
export default defineConfig({
  test: {
    include: (process.env['MUTATION_TESTS'] ?? 'test/{policy,domain,tokens}/**/*.test.ts').split(' '),
    // Its comparison of random states takes many times as long as all the other tests of its room.
    exclude: ['test/policy/cedar.test.ts'],
    isolate: false,
    pool: 'threads',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
