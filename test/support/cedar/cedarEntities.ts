import type { CedarValueJson, EntityJson, EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyState } from './cedarState.ts';

/** The reference of an entity. */
export const uid = (type: string, id: string): EntityUidJson => ({ type, id });
const ref = (type: string, id: string): CedarValueJson => ({ __entity: { type, id } });

const prefixes: Readonly<Record<string, string>> = {
  usr: 'User',
  svc: 'ServiceUser',
  tag: 'Tag',
  res: 'Resource',
};

/** The entity that an id of the product stands for. */
export function uidOf(id: string): { type: string; id: string } {
  return { type: prefixes[id.slice(0, 3)] ?? 'Role', id };
}

const ownersOf = (id: string): string => `owners of ${id}`;

interface To {
  readonly to: string;
}
const refs = (shares: readonly To[], type: string): CedarValueJson =>
  shares
    .map(({ to }) => uidOf(to))
    .filter((each) => each.type === type)
    .map(({ id }) => ref(type, id));

/** A state as Cedar's entities: what a user is in are the tags it is on, its roles, and the owners of what is its own. */
export function entitiesOf(state: PolicyState): EntityJson[] {
  const { users, roles, tags, resources, shares, superAdmins } = state;
  const owned = [...roles.map(({ roleId }) => roleId as string), ...tags, ...resources.map(({ id }) => id)];
  const alone = (uid: EntityUidJson, attrs: EntityJson['attrs']): EntityJson => ({ uid, attrs, parents: [] });
  return [
    ...users.map((user) => ({
      uid: uidOf(user.userId),
      attrs: {
        enabled: user.status === 'enabled',
        ...(user.kind === 'service' && sharing(shares.filter(({ of }) => of === user.userId))),
      },
      parents: parentsOf(state, user.userId).map(([type, id]) => ({ type, id })),
    })),
    ...owned.map((id) => alone(uid('Owners', ownersOf(id)), {})),
    ...roles.map(({ roleId }) => alone(uid('Role', roleId), { managers: ref('Owners', ownersOf(roleId)) })),
    ...tags.map((id) => alone(uid('Tag', id), { owners: ref('Owners', ownersOf(id)) })),
    ...resources.map(({ id }) => alone(uid('Resource', id), resourceAttributes(state, id))),
    alone(uid('Product', 'product'), {}),
    alone(uid('Members', 'members'), { people: superAdmins.map((id) => ref('User', id)) }),
  ];
}

function resourceAttributes({ resourceShares }: PolicyState, id: string): EntityJson['attrs'] {
  const of = resourceShares.filter((share) => share.of === id);
  const asOwner = of.filter(({ access }) => access === 'Owner');
  return {
    owners: ref('Owners', ownersOf(id)),
    users: refs(of, 'User'),
    serviceUsers: refs(of, 'ServiceUser'),
    tags: refs(of, 'Tag'),
    ownerTags: refs(asOwner, 'Tag'),
  };
}

function sharing(shares: readonly To[]): Record<string, CedarValueJson> {
  return { sharedWith: refs(shares, 'User'), sharedWithTags: refs(shares, 'Tag') };
}

/** The type and id of everything that a user is in. */
function parentsOf(state: PolicyState, userId: string): [type: string, id: string][] {
  const on = state.members.filter(({ to }) => to === userId);
  const asOwner = [...on, ...state.resourceShares.filter(({ to }) => to === userId)].filter(
    ({ access }) => access === 'Owner',
  );
  const owns = [
    ...asOwner.map(({ of }) => of),
    ...state.resources.filter(({ ownerId }) => ownerId === userId).map(({ id }) => id as string),
    ...state.roles.filter(({ roleManagers }) => roleManagers.includes(userId)).map(({ roleId }) => roleId),
  ];
  const held = Object.keys(state.users.find((user) => user.userId === userId)?.roles ?? {});
  return [
    ...held.map((id): [string, string] => ['Role', id]),
    ...on.map(({ of }): [string, string] => ['Tag', of]),
    ...new Set(owns.map(ownersOf)),
  ].map((each): [string, string] => (typeof each === 'string' ? ['Owners', each] : each));
}
