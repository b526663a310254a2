import type { AnswerOf } from '../client/index.ts';
import { showOne, type Columns } from './output.ts';
import type { Session } from './session.ts';
import { progress } from './terminal.ts';
import { waitFor } from '../client/retryingFetch.ts';

/** What is to be deleted. */
export interface Deletion {
  readonly userId: string;
  readonly query: { readonly transferTo: string | undefined };
  /** Whether to stay until a long transfer has ended. */
  readonly wait: boolean;
}

/** What a table shows of a finished delete. */
const receiptColumns = {
  Deleted: (receipt) => receipt.UserId,
  'Handed over': (receipt) => counted(receipt),
  To: (receipt) => receipt.TransferredTo,
} satisfies Columns<Extract<AnswerOf<'deleteUser'>, { readonly status: 200 }>['body']>;

function counted({ Resources, Tags, Roles }: Record<'Resources' | 'Tags' | 'Roles', number>): string {
  return `${String(Resources)} resources, ${String(Tags)} tags, ${String(Roles)} roles`;
}

/** What a table shows of a delete, whether it runs or has ended. */
export const deletionColumns = {
  Deleted: ({ State, UserId }) => (State === 'completed' ? UserId : 'not yet'),
  'Handed over': (deletion) => counted(deletion),
  Left: ({ Remaining }) => Remaining,
  To: ({ TransferTo }) => TransferTo,
  Started: ({ StartedAt, StartedBy }) => `${StartedAt} by ${StartedBy}`,
  Completed: ({ CompletedAt }) => CompletedAt ?? undefined,
} satisfies Columns<AnswerOf<'getDeletion'>['body']>;

/** Deletes a user; a long transfer is watched to its end, and its receipt shown. */
export async function deleteToTheEnd(session: Session, { userId, query, wait }: Deletion): Promise<void> {
  const api = await session.api();
  const answer = await api.deleteUser({ userId, query }, session.call);
  if (answer.status === 200) return showOne(answer.body, receiptColumns, session.output);
  if (!wait) return showOne(answer.body, { Status: (user) => user.Status }, session.output);
  const line = progress();
  for (;;) {
    const { body } = await api.getDeletion({ userId }, session.call);
    if (body.State === 'completed') {
      line.done();
      return showOne(body, deletionColumns, session.output);
    }
    line.show(`Handing over: ${counted(body)}; ${String(body.Remaining)} left`);
    await waitFor(1000);
  }
}
