import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../../shared/store/item.ts';
import type { Changed } from './mirror.ts';

/** What is derived, or a mark beside what counts: changed without an audit record. */
const marks: ReadonlySet<unknown> = new Set(['entry', 'idempotency', 'event', 'usedAssertion']);
/** Attributes that tell when somebody was active or a token was used. */
const activity: ReadonlySet<string> = new Set(['lastActiveAt', 'byActive', 'lastUsedAt']);

/** Whether a write changes something that is recorded. */
export function countsAsChange({ before, after }: Changed): boolean {
  const item = after ?? before;
  if (item === undefined || marks.has(item['entity'])) return false;
  if (before === undefined) return !isAccess(item);
  if (after === undefined) return true;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.some((name) => !activity.has(name) && !isDeepStrictEqual(before[name], after[name]));
}

/** The session of an access token: recorded by the use of what it was got with, but for those that a trust rule gave. */
function isAccess({ entity, source }: Item): boolean {
  return entity === 'session' && source !== undefined && (source as Item)['kind'] !== 'trustRule';
}
