import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { begin } from '../support/model/beginning.ts';
import { compareStates } from '../support/model/compareStates.ts';
import { ModelRun } from '../support/model/modelRun.ts';
import { aSuperAdmin, inMode } from '../support/people.ts';

/** Many calls: `MODEL_CALLS=5000 npm test -- test/operations/model.test.ts`. Other worlds: `MODEL_SEED=<number>`. */
const settings = process.env;
const many = settings['MODEL_CALLS'];
const worlds = 3;
const calls = Math.ceil(Number(many ?? 210) / worlds);
const firstSeed = Number(settings['MODEL_SEED'] ?? (many === undefined ? 1 : randomInt(1e9)));
/** Calls after which both states are compared, and at the end. */
const between = 100;

/** A world of its own people and things, from its beginning to a last look at all of it. */
async function compared(seed: number, observer: string): Promise<void> {
  const run = new ModelRun(seed, `${seed}-${randomBytes(4).toString('hex')}`);
  try {
    await begin(run);
    for (let done = 1; done <= calls; done += 1) {
      await run.step();
      if (done % between === 0 || done === calls) await compareStates(run.world, observer);
    }
    expect(run.differences).toEqual([]);
  } catch (error) {
    const again = `MODEL_SEED=${seed} MODEL_CALLS=${calls * worlds}`;
    throw new Error([again, String(error), ...run.log.slice(-40)].join('\n'));
  }
}

describe('the product and a model of SPEC.md', () => {
  it(
    'decide random calls by random principals alike, and come to the same state',
    { timeout: 60_000 + calls * 1500 },
    async () => {
      const observer = await inMode(await aSuperAdmin());
      const seeds = Array.from({ length: worlds }, (_, index) => firstSeed + index);
      await Promise.all(seeds.map((seed) => compared(seed, observer)));
    },
  );
});
