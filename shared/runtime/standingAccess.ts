import type { Person, ServiceUser } from '../domain/user.ts';
import { readAccessMark } from '../store/accessMarks.ts';
import { accessMarkKey, userShareKey } from '../store/keys.ts';
import type { Session } from '../store/sessions.ts';
import { countingShare, findTagAccess } from '../store/shares.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Table } from '../store/table.ts';

/** Whose access to what is in question, and the session that began under it. */
export interface Standing {
  readonly user: ServiceUser;
  readonly person: Person;
  readonly session: Session;
}

/**
 * Whether the access that a session began under still stands (T12): a share or a tag as old as the session, or one that took
 * over before the older one went.
 */
export async function accessStands(
  standing: Standing,
  reading: { readonly snapshot: Snapshot; readonly table: Table },
): Promise<boolean> {
  const { user, person, session } = standing;
  const period = { since: person.createdAt, at: session.issuedAt };
  const share = await reading.snapshot.fetch(userShareKey(user.userId, person.userId));
  if (countingShare(share, period) !== undefined) return true;
  const who = { serviceUserId: user.userId, personId: person.userId };
  if ((await findTagAccess(reading.table, { ...who, ...period })) !== undefined) return true;
  return await tookOver(standing, reading);
}

/** The last question, since it is rarely yes: the share is gone, but a tag took over before it went, and is there still. */
async function tookOver(
  { user, person, session }: Standing,
  { snapshot, table }: { snapshot: Snapshot; table: Table },
): Promise<boolean> {
  const item = await snapshot.fetch(accessMarkKey(user.userId, person.userId));
  if (item === undefined) return false;
  const { since, until } = readAccessMark(item);
  if (session.issuedAt < since || session.issuedAt > until) return false;
  const who = { serviceUserId: user.userId, personId: person.userId };
  return (await findTagAccess(table, { ...who, since: person.createdAt, at: until })) !== undefined;
}
