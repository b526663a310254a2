import { describe, expect, it } from 'vitest';
import { brokenWays } from './run/broken.ts';
import { simulate } from './run/simulate.ts';

/** More of them: `SIMULATION_SEEDS=10000 npm test -- test/simulation`, or `npm run simulate` (docs/simulation.md). */
const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 200);
const steps = 40;
/** Seeds that once broke a promise, or that a check of the simulation itself took for broken. */
const kept: readonly (readonly [seed: number, steps: number])[] = [
  [1002, 60],
  [1437, 40],
  [2302, 40],
  [2324, 40],
  [2004, 40],
  [3066, 50],
  [3508, 40],
  [4605, 40],
  [5073, 40],
  [8131, 40],
  [9190, 40],
  [3797, 40],
  [30199, 40],
];

async function failuresOf(seed: number, requests: number): Promise<string[]> {
  const { violations } = await simulate({ seed, steps: requests });
  const again = `npm run simulate -- --seeds 1 --seed ${seed} --steps ${requests} --log`;
  return violations.map(({ invariant, what }) => `${invariant}: ${what} (${again})`);
}

describe('handlers, authorizer and workers under faults', () => {
  it(
    'keep every promise, whatever goes wrong between two calls',
    { timeout: 60_000 + seeds * 5000 },
    async () => {
      for (let seed = 1; seed <= seeds; seed += 1) expect(await failuresOf(seed, steps)).toEqual([]);
    },
  );

  it.each(kept)('keep them with seed %i', async (seed, requests) => {
    expect(await failuresOf(seed, requests)).toEqual([]);
  });

  it('do the same again with the same seed, and something else with another', async () => {
    const [first, again, other] = [
      await simulate({ seed: 7, steps }),
      await simulate({ seed: 7, steps }),
      await simulate({ seed: 8, steps }),
    ];
    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
    expect(first.faults).toBeGreaterThan(0);
  });
});

describe('a product that is broken', () => {
  it.each(brokenWays)(
    'is found out where $way',
    { timeout: 240_000 },
    async ({ found, broken, seed: first }) => {
      const all = new Set<string>();
      for (let seed = first; seed < first + 150 && !all.has(found); seed += 1)
        for (const { invariant } of (await simulate({ seed, steps: 50 }, broken)).violations)
          all.add(invariant);
      expect([...all]).toContain(found);
    },
  );
});
