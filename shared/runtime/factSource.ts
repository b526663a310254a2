import type { Rule } from '../policy/rules.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Table } from '../store/table.ts';
import type { PathParameters } from './targets.ts';

/** What the rule's facts are about and where they are read. */
export interface FactSource {
  readonly rule: Rule;
  readonly params: PathParameters;
  /** The values of the query's `transferTo`: whom a delete names to receive what the user owns. */
  readonly transferTo: readonly string[];
  readonly snapshot: Snapshot;
  readonly table: Table;
}
