import { newId, type ResourceId, type RoleId, type TagId } from '../../../shared/domain/ids.ts';
import { builtInRoles, type Role } from '../../../shared/domain/role.ts';
import type { Person, ServiceUser, User } from '../../../shared/domain/user.ts';
import { superAdminsKey } from '../../../shared/store/keys.ts';
import { putNewResource } from '../../../shared/store/resources.ts';
import { putNewRole } from '../../../shared/store/roles.ts';
import { putShare, type ShareAccess } from '../../../shared/store/shares.ts';
import type { Item, Write } from '../../../shared/store/table.ts';
import { tagMemberItem, type TagAccess } from '../../../shared/store/tags.ts';
import { userItem } from '../../../shared/store/users.ts';
import { aPerson } from '../aPerson.ts';
import { aServiceUser } from '../aServiceUser.ts';
import type { Dice } from '../model/dice.ts';
import { given, tagWrite } from '../stored.ts';

/** Who shares what with whom, and how. */
export interface StateShare<Access extends string = ShareAccess> {
  readonly of: string;
  readonly to: string;
  readonly access: Access;
}

/** A random state of the product, as far as decisions depend on it; nothing of it is decided yet. */
export interface PolicyState {
  readonly people: readonly Person[];
  readonly serviceUsers: readonly ServiceUser[];
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly tags: readonly TagId[];
  readonly resources: readonly { readonly id: ResourceId; readonly ownerId: string }[];
  /** Of tags: who is on them. */
  readonly members: readonly StateShare<TagAccess>[];
  /** Of service users to people and tags. */
  readonly shares: readonly StateShare[];
  /** Of resources to users and tags. */
  readonly resourceShares: readonly StateShare[];
  readonly superAdmins: readonly string[];
}

const permissions = [
  ...['users.view', 'users.manage', 'roles.manage', 'teams.manage', 'teams.fullaccess', 'tags.manage'],
  ...['resources.view', 'resources.manage', 'resources.fullaccess', 'audit.view', 'lake.fullaccess'],
];

/** All pairs of two lists that the dice let stand. */
function links<Access extends string>(
  dice: Dice,
  between: { readonly of: readonly string[]; readonly to: readonly string[]; readonly as: readonly Access[] },
): StateShare<Access>[] {
  const pairs = between.of.flatMap((of) =>
    between.to.map((to) => ({ of, to, access: dice.one(between.as) })),
  );
  return dice.some(pairs, 0.25);
}

function aRole(dice: Dice, users: readonly User[]): Role {
  const roleId: RoleId = newId('role');
  const roleManagers = dice.some(users, 0.2).map(({ userId }) => userId);
  return {
    ...{ roleId, roleName: roleId, description: '', builtIn: false, roleManagers },
    permissions: dice.some(permissions, 0.25),
  };
}

/** Draws a state: some people, service users, roles, tags and resources, and what is between them. */
export function aPolicyState(dice: Dice): PolicyState {
  const status = (): 'enabled' | 'disabled' => (dice.chance(0.6) ? 'enabled' : 'disabled');
  const plain = [
    ...Array.from({ length: 4 }, () => aPerson({ status: status() })),
    ...Array.from({ length: 3 }, () => aServiceUser({ status: status() })),
  ];
  const roles = [...builtInRoles.values(), ...Array.from({ length: 3 }, () => aRole(dice, plain))];
  const users = plain.map((user): User => {
    const held = dice.some(roles, 0.35).map(({ roleId, roleName }) => [roleId, roleName]);
    return { ...user, roles: { ...user.roles, ...Object.fromEntries(held) } };
  });
  const tags = [newId('tag'), newId('tag')];
  const ids = users.map(({ userId }) => userId);
  const people = users.filter((user) => user.kind === 'person');
  const serviceUsers = users.filter((user) => user.kind === 'service');
  const resources = [0, 1].map(() => ({ id: newId('resource'), ownerId: dice.one(ids) }));
  const sharers = people.map(({ userId }) => userId);
  return {
    ...{ people, serviceUsers, users, roles, tags, resources },
    members: links(dice, { of: tags, to: ids, as: ['Owner', 'ReadOnly'] }),
    shares: links(dice, {
      of: serviceUsers.map(({ userId }) => userId),
      to: [...sharers, ...tags],
      as: ['Owner'],
    }),
    resourceShares: links(dice, {
      of: resources.map(({ id }) => id),
      to: [...ids, ...tags],
      as: ['Owner', 'Editor', 'ReadOnly'],
    }),
    superAdmins: dice.some(sharers, 0.5),
  };
}

/**
 * The items that hold a state, in place of whatever registry was there before; without their places in indexes, by which
 * nothing is decided.
 */
export function itemsOf(state: PolicyState): Item[] {
  const by = { createdAt: given, createdBy: 'usr_00000000000000000000000001' };
  const share = (kind: 'serviceUser' | 'resource') => (each: StateShare) =>
    putShare(
      { kind, id: each.of },
      {
        granteeType: each.to.startsWith('tag_') ? 'tag' : 'user',
        granteeId: each.to,
        accessType: each.access,
        ...by,
      },
    );
  const members = new Set(['usr_00000000000000000000000001', ...state.superAdmins]);
  const writes: Write[] = [
    ...state.users.map((user): Write => ({ put: userItem(user) })),
    ...state.roles.filter(({ builtIn }) => !builtIn).map((role) => putNewRole({ ...role, version: 1 }).role),
    ...state.tags.map((tagId) => tagWrite(tagId)),
    ...state.members.map(({ of, to, access }): Write => ({
      put: tagMemberItem({ tagId: of as TagId, userId: to, accessType: access, ...by }),
    })),
    ...state.resources.flatMap(({ id, ownerId }) =>
      putNewResource({
        ...{ resourceId: id, resourceType: 'dataset', name: id, externalId: undefined, ownerId, version: 1 },
        createdAt: given,
      }),
    ),
    ...state.shares.map(share('serviceUser')),
    ...state.resourceShares.map(share('resource')),
    { put: { ...superAdminsKey, members, added: members, enabled: members } },
  ];
  return writes.flatMap((write) => ('put' in write ? [{ ...write.put, listPk: undefined }] : []));
}
