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
 * Whether the access that a session began under still stands (T12): a share or a tag that was there then, or one that took over
 * before that went. They are told by their ids: clocks of different machines do not say which of two was given first.
 */
export async function accessStands(
  standing: Standing,
  reading: { readonly snapshot: Snapshot; readonly table: Table },
): Promise<boolean> {
  const { user, person, session } = standing;
  const counting = { since: person.createdAt, among: new Set(session.restsOn) };
  const share = await reading.snapshot.fetch(userShareKey(user.userId, person.userId));
  if (countingShare(share, counting) !== undefined) return true;
  const who = { serviceUserId: user.userId, personId: person.userId };
  if ((await findTagAccess(reading.table, { ...who, ...counting })) !== undefined) return true;
  return await tookOver(standing, reading);
}

/** The last question, since it is rarely yes: the share is gone, but a tag took over before it went, and is there still. */
async function tookOver(
  { user, person, session }: Standing,
  { snapshot, table }: { snapshot: Snapshot; table: Table },
): Promise<boolean> {
  const item = await snapshot.fetch(accessMarkKey(user.userId, person.userId));
  const mark = item === undefined ? undefined : readAccessMark(item);
  if (mark === undefined || !mark.ended.some((grant) => session.restsOn?.includes(grant))) return false;
  const who = { serviceUserId: user.userId, personId: person.userId, since: person.createdAt };
  return (await findTagAccess(table, { ...who, among: new Set(mark.tookOver) })) !== undefined;
}
