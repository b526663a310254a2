import type { OperationId } from '../../shared/contract/operations.ts';
import type { Answer } from './api.ts';

/** A call whose cost is told in docs/accessPatterns.md. */
export interface Scenario {
  readonly operation: OperationId;
  readonly when: string;
  /** Makes what the call needs, anew each time, and answers the call. */
  readonly prepare: () => Promise<() => Promise<Answer>>;
}
