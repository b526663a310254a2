import { expression } from './expression.ts';
import { formerNameKey, nameKey, nameOf, type Key, type NameParts, type NameSpace } from './keys.ts';
import type { Table, Write } from './table.ts';

/** A name in its space. */
export interface Named {
  readonly space: NameSpace;
  readonly name: NameParts;
}

/** Whoever has a name, by the field of the claim that says so. */
export interface Holder {
  readonly idField: 'roleId' | 'teamId' | 'tagId';
  readonly id: string;
}

/** Where a name can be claimed: by what it compares equal to, and where that differs, by its lower case as before. */
export function claimKeys({ space, name }: Named): readonly Key[] {
  const [key, former] = [nameKey(space, ...name), formerNameKey(space, ...name)];
  return nameOf(key) === nameOf(former) ? [key] : [key, former];
}

/** Repeats that nobody has the name by a claim of before; the claim of today is a write of its own. */
export function checkNoFormerClaim(named: Named): Write[] {
  return claimKeys(named)
    .slice(1)
    .map((key): Write => ({ check: key, condition: expression`attribute_not_exists(#pk)` }));
}

/**
 * The claims that somebody has on a name, to be removed with it: one of somebody else under the other key stays. For almost all
 * names there is one key and nothing is read; what holds a claim never changes, so the read cannot be outrun.
 */
export async function claimsOf(table: Table, named: Named, { idField, id }: Holder): Promise<readonly Key[]> {
  const keys = claimKeys(named);
  if (keys.length === 1) return keys;
  const claims = await table.getMany(keys);
  return keys.filter((_, at) => claims[at]?.[idField] === id);
}
