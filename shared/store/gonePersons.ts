import { addDays, toSeconds, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { gonePersonKey } from './keys.ts';
import type { Write } from './table.ts';

/** Longer than any issuer's token lives. */
const keptDays = 30;

/** Notes that a person was deleted. The id comes from issuer and subject, so it is the same when the person comes again. */
export function putGonePerson(personId: string, at: Instant): Write {
  const ttl = toSeconds(addDays(at, keptDays));
  return { put: { ...gonePersonKey(personId), entity: 'gonePerson', at, ttl } };
}

/** Repeats that a token of the issuer is from after the last delete of its person: older ones stay dead (D6). */
export function checkNotGone(personId: string, issuedAt: Instant): Write {
  return {
    check: gonePersonKey(personId),
    condition: expression`attribute_not_exists(#pk) OR #at < ${issuedAt}`,
  };
}
