import { hasIdShape } from '../domain/ids.ts';
import { stringAt } from './fields.ts';
import { nameKey } from './keys.ts';
import type { Table } from './table.ts';

/** Things of one kind as requests call them. */
interface Called {
  readonly space: 'ROLE' | 'TEAM';
  readonly called: readonly string[];
  /** Where the claim on a name holds the id. */
  readonly idField: string;
}

/**
 * The ids that texts mean: themselves where they have the shape of an id, else those that claim them as names (in any case), and
 * themselves where nobody does. One round trip at most.
 */
export async function idsOfCalled(
  table: Table,
  { space, called, idField }: Called,
): Promise<readonly string[]> {
  const names = called.filter((text) => !hasIdShape(text));
  const claims = await table.getMany(names.map((text) => nameKey(space, text)));
  const byName = new Map(names.map((text, at) => [text, claims[at]]));
  return called.map((text) => {
    const claim = byName.get(text);
    return claim === undefined ? text : stringAt(claim, idField);
  });
}
