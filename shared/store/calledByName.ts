import { hasIdShape } from '../domain/ids.ts';
import { stringAt } from './fields.ts';
import { claimKeys } from './nameClaims.ts';
import type { Item, Table } from './table.ts';

/** Things of one kind as requests call them. */
interface Called {
  readonly space: 'ROLE' | 'TEAM';
  readonly called: readonly string[];
  /** Where the claim on a name holds the id. */
  readonly idField: string;
}

/**
 * The ids that texts mean: themselves where they have the shape of an id, else those that have them as names, by what these compare
 * equal to before what they are in lower case, and themselves where nobody has. One round trip at most.
 */
export async function idsOfCalled(
  table: Table,
  { space, called, idField }: Called,
): Promise<readonly string[]> {
  const names = called.filter((text) => !hasIdShape(text));
  const places = names.flatMap((text) => claimKeys({ space, name: [text] }).map((key) => ({ text, key })));
  const claims = await table.getMany(places.map(({ key }) => key));
  const byName = new Map<string, Item>();
  for (const [at, { text }] of places.entries()) {
    const claim = claims[at];
    if (claim !== undefined && !byName.has(text)) byName.set(text, claim);
  }
  return called.map((text) => {
    const claim = byName.get(text);
    return claim === undefined ? text : stringAt(claim, idField);
  });
}
