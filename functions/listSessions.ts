import { authTokenOperations } from '../shared/contract/authTokens.ts';
import { isServiceUserId } from '../shared/domain/ids.ts';
import type { ServiceUser } from '../shared/domain/user.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { standingSessions } from '../shared/runtime/standingSessions.ts';
import { sessionToWire } from '../shared/runtime/wireForms.ts';
import { querySessions, readSession, type Session } from '../shared/store/sessions.ts';
import type { Table } from '../shared/store/table.ts';
import { getUser } from '../shared/store/users.ts';

type Row = (typeof authTokenOperations)['listSessions'];

/** T17: the sessions whose tokens work now, oldest first. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  if (!isServiceUserId(call.params.userId)) return refuse('not-a-service-user');
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const user = await getUser(table, call.params.userId);
  if (user?.kind !== 'service') return refuse('user-not-found');
  const page =
    user.status === 'enabled' ? await liveSessions(call, table, { user, after: cursor.position }) : empty;
  return await listReply({ items: page.sessions.map(sessionToWire), next: page.next }, call, table);
};

interface SessionPage {
  readonly sessions: readonly Session[];
  readonly next: string | undefined;
}

const empty: SessionPage = { sessions: [], next: undefined };

async function liveSessions(
  { params, query: { limit }, now }: Call<Row>,
  table: Table,
  { user, after }: { user: ServiceUser; after: string | undefined },
): Promise<SessionPage> {
  const sessions: Session[] = [];
  let from = after;
  for (;;) {
    const page = await querySessions(table, { userId: params.userId, now, limit: limit + 1, after: from });
    const read = page.items.map(readSession);
    sessions.push(...(await standingSessions(read, user, { table, now })));
    if (sessions.length > limit)
      return { sessions: sessions.slice(0, limit), next: past(sessions[limit - 1]) };
    if (page.next === undefined) return { sessions, next: undefined };
    from = past(read.at(-1));
  }
}

/** The position behind a session. */
function past(session: Session | undefined): string | undefined {
  return session === undefined ? undefined : `${session.sessionId}~`;
}

/** The Lambda function. */
export const handler = serve(authTokenOperations, 'listSessions', handle);
