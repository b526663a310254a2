import { newId, type NewId } from '../domain/ids.ts';
import { systemClock, type Clock } from '../domain/time.ts';
import { Table } from '../store/table.ts';
import { Usage } from '../store/usage.ts';
import { PublicKeys } from '../tokens/publicKeys.ts';
import { setting } from './config.ts';

/** What every function works with; made once per container, on first use. */
export interface Dependencies {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly usage: Usage;
  readonly table: Table;
  readonly publicKeys: PublicKeys;
}

/** Makes the dependencies of a container; clients are made when first asked for, so what a request does not need costs nothing. */
export function createDependencies(): Dependencies {
  const usage = new Usage();
  let table: Table | undefined;
  let publicKeys: PublicKeys | undefined;
  return {
    clock: systemClock,
    newId,
    usage,
    get table() {
      return (table ??= new Table(setting('TABLE_NAME'), usage));
    },
    get publicKeys() {
      return (publicKeys ??= new PublicKeys(this.table, systemClock));
    },
  };
}
