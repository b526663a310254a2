import { addMinutes, toSeconds, type Instant } from '../domain/time.ts';
import { textListAt } from './fields.ts';
import { accessMarkKey } from './keys.ts';
import { longestSessionMinutes } from './sessions.ts';
import type { Item, Write } from './table.ts';

/**
 * That a person's access to a service user did not break although the share that gave it was taken away: what rested on `ended`
 * rests on `tookOver`, which was there when that went.
 */
export interface AccessMark {
  readonly ended: readonly string[];
  readonly tookOver: readonly string[];
}

/** Most shares that a mark tells of, the latest first: one more with each time that one is taken and given beside a tag. */
const mostEnded = 20;

/** Parses a mark; undefined where it tells of times only, as marks once did. @throws Error when the item is malformed. */
export function readAccessMark(item: Item): AccessMark | undefined {
  if (item['ended'] === undefined) return undefined;
  return { ended: textListAt(item, 'ended'), tookOver: textListAt(item, 'tookOver') };
}

/** Keeps a mark as long as a token from before it can live. */
export function putAccessMark(
  who: { serviceUserId: string; personId: string },
  { ended, tookOver }: AccessMark,
  now: Instant,
): Write {
  return {
    put: {
      ...accessMarkKey(who.serviceUserId, who.personId),
      entity: 'accessMark',
      ended: ended.slice(0, mostEnded),
      tookOver,
      ttl: toSeconds(addMinutes(now, longestSessionMinutes + 10)),
    },
  };
}
