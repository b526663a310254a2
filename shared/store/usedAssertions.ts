import { addMinutes, toSeconds, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { usedAssertionKey, type AssertionName } from './keys.ts';
import type { Write } from './table.ts';

/** Longer than clocks differ by: TTL removes by the one of DynamoDB, and who is behind it would accept the assertion again. */
const longerMinutes = 10;

/**
 * Records that an assertion was accepted; fails where it was before. Of two at once one wins.
 * @param until - when the assertion ends by itself and need not be remembered any more.
 */
export function useAssertion(name: AssertionName, until: Instant): Write {
  return {
    put: {
      ...usedAssertionKey(name),
      entity: 'usedAssertion',
      ttl: toSeconds(addMinutes(until, longerMinutes)),
    },
    condition: expression`attribute_not_exists(#pk)`,
  };
}
