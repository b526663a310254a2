import { allOf, expression, type Expression } from './expression.ts';
import { textSetAt } from './fields.ts';
import { superAdminsKey } from './keys.ts';
import type { Item, Write } from './table.ts';

/**
 * The most members that the registry holds: it is one item of at most 400 KB, so that its conditions see all of them. An id takes
 * 31 bytes in each of at most three sets: 47 KB.
 */
export const maxSuperAdmins = 500;

/** How many explicit removals there may be before nobody new is registered; removing itself is never refused for it: 155 KB. */
export const maxRemovedSuperAdmins = 5000;

/** The registry of Super-Admin members. */
export interface SuperAdmins {
  readonly members: ReadonlySet<string>;
  /** Those of them whom a Super-Admin added; the others are members while configuration or a group says so. */
  readonly added: ReadonlySet<string>;
  /** Members whose user is enabled; never empty again once it was not. */
  readonly enabled: ReadonlySet<string>;
  /** Those removed explicitly, whom configuration or a group no longer makes members. */
  readonly removed: ReadonlySet<string>;
}

/** Parses the registry; absent means that nobody was seen yet. */
export function readSuperAdmins(item: Item | undefined): SuperAdmins {
  return {
    members: textSetAt(item, 'members'),
    added: textSetAt(item, 'added'),
    enabled: textSetAt(item, 'enabled'),
    removed: textSetAt(item, 'removed'),
  };
}

/** Registers a member while there is room; by configuration or group only while nobody removed the person explicitly. */
export function registerMember(personId: string, how: 'seen' | 'added'): Write {
  const one = new Set([personId]);
  if (how === 'added') {
    return {
      update: superAdminsKey,
      changes: expression`ADD #members ${one}, #enabled ${one}, #added ${one} DELETE #removed ${one}`,
      condition: hasRoom(personId),
    };
  }
  return {
    update: superAdminsKey,
    changes: expression`ADD #members ${one}, #enabled ${one}`,
    condition: allOf([
      expression`attribute_not_exists(#removed) OR NOT contains(#removed, ${personId})`,
      hasRoom(personId),
    ]),
  };
}

/** Whether a person is a member of the registry already, or can become one by being seen. */
export function mayBeSeen({ members, removed }: SuperAdmins, personId: string): boolean {
  if (removed.has(personId)) return false;
  return members.has(personId) || (members.size < maxSuperAdmins && removed.size < maxRemovedSuperAdmins);
}

/** Neither set that only people's doing keeps small can reach the size at which DynamoDB refuses the item. */
function hasRoom(personId: string): Expression {
  const few = expression`attribute_not_exists(#members) OR size(#members) < ${maxSuperAdmins}`;
  const fewRemoved = expression`attribute_not_exists(#removed) OR size(#removed) < ${maxRemovedSuperAdmins} OR contains(#removed, ${personId})`;
  return expression`contains(#members, ${personId}) OR (${allOf([few, fewRemoved])})`;
}

/** Removes a member; fails for the last one, and for the last enabled one. */
export function removeMember(personId: string): Write {
  const one = new Set([personId]);
  return {
    update: superAdminsKey,
    changes: expression`DELETE #members ${one}, #enabled ${one}, #added ${one} ADD #removed ${one}`,
    condition: allOf([expression`contains(#members, ${personId})`, othersEnabled(personId)]),
  };
}

/**
 * Takes a person who is deleted out of the members. For one who is disabled only, so that another enabled member remains. An explicit
 * removal stays: who comes again under the same id is no member by configuration or group either.
 */
export function forgetMember(personId: string): Write {
  const one = new Set([personId]);
  return {
    update: superAdminsKey,
    changes: expression`DELETE #members ${one}, #enabled ${one}, #added ${one}`,
    condition: expression`attribute_not_exists(#enabled) OR NOT contains(#enabled, ${personId})`,
  };
}

/** Takes out a member whom only the group made one, and makes no more; fails for the last enabled one, and for one who was added. */
export function loseMember(personId: string): Write {
  const one = new Set([personId]);
  return {
    update: superAdminsKey,
    changes: expression`DELETE #members ${one}, #enabled ${one}`,
    condition: allOf([
      expression`contains(#members, ${personId})`,
      expression`attribute_not_exists(#added) OR NOT contains(#added, ${personId})`,
      othersEnabled(personId),
    ]),
  };
}

/** Marks a member as disabled; fails for the last enabled one. */
export function disableMember(personId: string): Write {
  return {
    update: superAdminsKey,
    changes: expression`DELETE #enabled ${new Set([personId])}`,
    condition: othersEnabled(personId),
  };
}

/** Marks a member as enabled again; fails where the person is not a member. */
export function enableMember(personId: string): Write {
  return {
    update: superAdminsKey,
    changes: expression`ADD #enabled ${new Set([personId])}`,
    condition: expression`contains(#members, ${personId})`,
  };
}

/** Repeats that a person is a member. */
export function checkMember(personId: string): Write {
  return { check: superAdminsKey, condition: expression`contains(#members, ${personId})` };
}

/** Repeats that a person is not a member. */
export function checkNotMember(personId: string): Write {
  return {
    check: superAdminsKey,
    condition: expression`attribute_not_exists(#members) OR NOT contains(#members, ${personId})`,
  };
}

/** At least one other enabled member remains. */
function othersEnabled(personId: string): Expression {
  return expression`size(#enabled) > ${1} OR (attribute_exists(#enabled) AND NOT contains(#enabled, ${personId}))`;
}
