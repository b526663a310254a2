import { addMinutes, instant, toSeconds, type Instant } from '../domain/time.ts';
import { numberAt } from './fields.ts';
import { accessMarkKey } from './keys.ts';
import { longestSessionMinutes } from './sessions.ts';
import type { Item, Write } from './table.ts';

/**
 * That a person's access to a service user did not break although the share that gave it was taken away: from `since` on there
 * was the share, and at `until`, when it went, another way was there.
 */
export interface AccessMark {
  readonly since: Instant;
  readonly until: Instant;
}

/** Parses a mark. @throws Error when the item is malformed. */
export function readAccessMark(item: Item): AccessMark {
  return { since: instant(numberAt(item, 'since')), until: instant(numberAt(item, 'until')) };
}

/** Keeps a mark as long as a token from before it can live. */
export function putAccessMark(who: { serviceUserId: string; personId: string }, mark: AccessMark): Write {
  return {
    put: {
      ...accessMarkKey(who.serviceUserId, who.personId),
      entity: 'accessMark',
      ...mark,
      ttl: toSeconds(addMinutes(mark.until, longestSessionMinutes + 10)),
    },
  };
}
