import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import type { FailedWrite, Write } from '../../shared/store/writes.ts';
import type { EmbeddedTable } from './embeddedTable.ts';

/** A door to a table behind which something happens just before each write. */
export class RacingTable extends Table {
  readonly #before: (writes: readonly Write[]) => Promise<void>;

  constructor({ name, dynamoDb }: EmbeddedTable, before: (writes: readonly Write[]) => Promise<void>) {
    super(name, new Usage(), dynamoDb);
    this.#before = before;
  }

  override async transact(writes: readonly Write[]): Promise<readonly FailedWrite[]> {
    await this.#before(writes);
    return await super.transact(writes);
  }
}
