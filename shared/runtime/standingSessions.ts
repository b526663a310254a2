import { builtInRoles } from '../domain/role.ts';
import type { Instant } from '../domain/time.ts';
import type { ServiceUser } from '../domain/user.ts';
import { anyToken } from '../policy/tokenPolicy.ts';
import { roleKey, sessionKey, superAdminsKey, userKey, userShareKey } from '../store/keys.ts';
import type { Session } from '../store/sessions.ts';
import { Snapshot } from '../store/snapshot.ts';
import type { Table } from '../store/table.ts';
import { requirePersonal, requireSource, sourceKey } from './accessSource.ts';
import { boundRole } from './activeRole.ts';
import { personAt, requireAccess, requireUnbroken } from './authenticate.ts';
import { CredentialRejected } from './credentials.ts';

interface Judging {
  readonly table: Table;
  readonly now: Instant;
  readonly snapshot: Snapshot;
}

/**
 * Of the sessions of an enabled service user those whose tokens work now (T12, T13, T17). What they rest on is read together;
 * only access by tags is asked for person by person.
 */
export async function standingSessions(
  sessions: readonly Session[],
  user: ServiceUser,
  { table, now }: Omit<Judging, 'snapshot'>,
): Promise<Session[]> {
  const snapshot = new Snapshot(table);
  const recent = sessions.filter((one) => one.expiresAt > now && one.generation === user.generation);
  for (const session of recent) want(snapshot, session);
  await snapshot.load();
  const judging = { snapshot, table, now };
  const stand = await Promise.all(recent.map((session) => stands(session, user, judging)));
  return recent.filter((_, at) => stand[at]);
}

function want(snapshot: Snapshot, { userId, personId, modeSessionId, source, roleId }: Session): void {
  if (!builtInRoles.has(roleId)) snapshot.want(roleKey(roleId));
  if (source !== undefined) snapshot.want(sourceKey(userId, source));
  if (personId === userId) return;
  snapshot.want(userKey(personId), userShareKey(userId, personId));
  if (modeSessionId !== undefined) snapshot.want(sessionKey(personId, modeSessionId), superAdminsKey);
}

async function stands(session: Session, user: ServiceUser, judging: Judging): Promise<boolean> {
  try {
    await boundRole(user, session.roleId, judging.snapshot);
    await requireGrounds(session, user, judging);
    return true;
  } catch (error) {
    if (error instanceof CredentialRejected) return false;
    throw error;
  }
}

async function requireGrounds(session: Session, user: ServiceUser, judging: Judging): Promise<void> {
  // Where a request would come from is not known; a policy that was tightened refuses requests, it ends no session.
  const anywhere = { ...judging, tokenPolicy: anyToken, sourceIp: undefined };
  if (session.personId === user.userId) {
    await requireSource(session, user, anywhere);
    return;
  }
  const person = personAt(judging.snapshot, session.personId);
  if (person === undefined) throw new CredentialRejected('unknown-subject');
  requireUnbroken(person, session.personGeneration);
  await requireAccess({ user, person, session }, judging);
  await requirePersonal(session, person, anywhere);
}
