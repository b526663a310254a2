import { ApiProblem } from '../client/index.ts';
import { showOne } from './output.ts';
import type { Session } from './session.ts';
import { progress, say } from './terminal.ts';
import { waitFor } from '../client/retryingFetch.ts';

/** What is to be deleted. */
export interface Deletion {
  readonly userId: string;
  readonly query: { readonly transferTo: string | undefined };
  /** Whether to stay until a long transfer has ended. */
  readonly wait: boolean;
}

/** Deletes a user; a long transfer is watched until the user is gone. */
export async function deleteToTheEnd(session: Session, { userId, query, wait }: Deletion): Promise<void> {
  const api = await session.api();
  const answer = await api.deleteUser({ userId, query }, session.call);
  if (answer.status === 200) {
    const receipt = answer.body;
    const moved = `${String(receipt.Resources)} resources, ${String(receipt.Tags)} tags, ${String(receipt.Roles)} roles`;
    const shown = {
      Deleted: () => receipt.UserId,
      'Handed over': () => moved,
      To: () => receipt.TransferredTo,
    };
    return showOne(receipt, shown, session.output);
  }
  if (!wait) return showOne(answer.body, { Status: (user) => user.Status }, session.output);
  const line = progress();
  for (let left = true; left; left = await isLeft(session, userId, line.show)) await waitFor(1000);
  line.done();
  say(`${userId} is gone.`);
}

async function isLeft(session: Session, userId: string, show: (text: string) => void): Promise<boolean> {
  const api = await session.api();
  try {
    const { Deletion: deletion } = (await api.getUser({ userId }, session.call)).body;
    if (deletion)
      show(`Handing over: ${String(deletion.Transferred)} done, ${String(deletion.Remaining)} left`);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return false;
    throw error;
  }
}
