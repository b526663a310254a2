import { expression } from './expression.ts';
import { mapAt, numberAt, textMapAt } from './fields.ts';
import { rosterKey } from './keys.ts';
import type { Item, Write } from './table.ts';

/** The names of what a service user has of a kind, by id. */
export interface Roster {
  readonly userId: string;
  readonly kind: 'trustRules' | 'clientKeys';
  readonly names: Readonly<Record<string, string>>;
  /** Zero where there never was one. */
  readonly version: number;
}

/** Parses a roster; an absent item is an empty one. */
export function readRoster(item: Item | undefined, userId: string, kind: Roster['kind']): Roster {
  if (item === undefined) return { userId, kind, names: {}, version: 0 };
  mapAt(item, 'names');
  return { userId, kind, names: textMapAt(item, 'names'), version: numberAt(item, 'version') };
}

/** Replaces the names; fails where somebody changed them since they were read. */
export function changeRoster(
  { userId, kind, version }: Roster,
  names: Readonly<Record<string, string>>,
): Write {
  return {
    put: { ...rosterKey(userId, kind), entity: 'roster', names, version: version + 1 },
    condition: version === 0 ? expression`attribute_not_exists(#pk)` : expression`#version = ${version}`,
  };
}

/** The names without one. */
export function without(names: Roster['names'], id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter(([key]) => key !== id));
}
