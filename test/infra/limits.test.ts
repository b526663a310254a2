import { describe, expect, it } from 'vitest';
import type { Rows } from '../../infra/apiDefinition.ts';
import { operationRows } from '../../shared/contract/operations.ts';
import { synthesize } from '../support/synthesized.ts';

/** Ninety operations: the real ones, and copies of the one that uses most under paths of their own. */
function ninetyRows(): Rows {
  const real = Object.entries(operationRows);
  const copies = Array.from({ length: 90 - real.length }, (_, index) => {
    const row = { ...operationRows.createAuthToken, path: `/padding/{id}/part${index}` as const };
    return [`padding${index}`, row] as const;
  });
  return Object.fromEntries([...real, ...copies]);
}

describe('with 90 operations', () => {
  const rows = ninetyRows();
  const stacks = Object.entries(synthesize({ stage: 'prod', given: {}, rows }));

  it('there are 90', () => {
    expect(Object.keys(rows)).toHaveLength(90);
  });

  it.each(stacks)(
    'the %s stack stays under 450 resources, of the 500 that CloudFormation takes',
    (_, stack) => {
      expect(Object.keys(stack.resources).length).toBeLessThan(450);
    },
  );

  it.each(stacks)(
    'the template of the %s stack stays under the 1 MB that CloudFormation takes',
    (_, { bytes }) => {
      expect(bytes).toBeLessThan(900_000);
    },
  );
});
