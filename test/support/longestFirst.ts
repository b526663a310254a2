import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, where nothing is known of an earlier run: begun late, each would run on alone at the end. */
const longest = ['/test/simulation/simulation.test.ts', '/test/security/', '/test/cli/account'];

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.findIndex((part) => moduleId.includes(part));
  return rank === -1 ? longest.length : rank;
}

/** Begins with the files that take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
