import { describe, expect, it } from 'vitest';
import type { OperationId, Row } from '../../shared/contract/operations.ts';
import type { Answer } from './api.ts';

/** How one declared problem comes about: its status, the sentence that it proves, and the call that is refused so. */
export type Refused = readonly [status: number, sentence: string, call: () => Promise<Answer>];

/** One proof per declared problem of a row: a problem without a test does not compile. */
export type RefusedBy<Id extends OperationId> = Readonly<Record<Row<Id>['problems'][number], Refused>>;

/** The second part of the test of an operation: every problem that its row declares. */
export function refuses<Id extends OperationId>(_operation: Id, declared: RefusedBy<Id>): void {
  describe('refuses', () => {
    for (const [code, [status, sentence, call]] of Object.entries<Refused>(declared)) {
      it(`${sentence} (${code})`, async () => {
        const answer = await call();
        expect({ status: answer.status, code: answer.body['code'] }, answer.text).toEqual({ status, code });
      });
    }
  });
}
