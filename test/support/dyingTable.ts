import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import type { FailedWrite, Write } from '../../shared/store/writes.ts';
import type { EmbeddedTable } from './embeddedTable.ts';

/** What a process does that is killed: it ends at a transaction and never sees the answer. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * A door to a table whose process is killed at its transaction number `at`, counted from 0: before it was stored, or after, when
 * nobody was told.
 */
export class DyingTable extends Table {
  /** How many transactions were begun. */
  begun = 0;
  readonly #at: number;
  readonly #when: 'before' | 'after';

  constructor({ name, dynamoDb }: EmbeddedTable, at: number, when: 'before' | 'after') {
    super(name, new Usage(), dynamoDb);
    this.#at = at;
    this.#when = when;
  }

  override async transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    const dies = this.begun === this.#at;
    this.begun += 1;
    if (dies && this.#when === 'before') throw new Killed();
    const failed = await super.transact(writes);
    if (dies) throw new Killed();
    return failed;
  }
}

/** One that is never killed and counts its transactions. */
export function countingTable(table: EmbeddedTable): DyingTable {
  return new DyingTable(table, -1, 'before');
}
