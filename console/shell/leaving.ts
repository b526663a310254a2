import type { Client } from '../../shared/contract/client.ts';
import { isProblem } from '../api/problem.ts';
import type { Acting } from '../session/identity.ts';

type Borrowed = Exclude<Acting, { kind: 'person' }>;

/** Where only the mode gave access, the session ends with the mode, and is not the person's to end. */
function unlessNotOnes(error: unknown): void {
  if (!isProblem(error, 'not-allowed')) throw error;
}

function sessionsOf(acting: Borrowed, api: Client): readonly Promise<unknown>[] {
  if (acting.kind === 'super-admin') return [api.endSuperAdminMode()];
  const { userId, sessionId, throughMode } = acting;
  const session = api.endSession({ userId, sessionId });
  return throughMode ? [session.catch(unlessNotOnes), api.endSuperAdminMode()] : [session];
}

/** Ends at the API, as the person, what the page acted with, so that its token is worth nothing any more. */
export async function endAtApi(acting: Acting, api: Client): Promise<void> {
  if (acting.kind === 'person') return;
  const ended = await Promise.allSettled(sessionsOf(acting, api));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** The same for whom one has just become somebody else from, as well as it goes; the mode stays where the next one needs it. */
export async function endFormer(former: Acting, next: Acting, api: Client): Promise<void> {
  if (former.kind !== 'service-user') return;
  const left = next.kind === 'super-admin' ? { ...former, throughMode: false } : former;
  await endAtApi(left, api).catch(() => undefined);
}
