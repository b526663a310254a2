import type { User } from '../columns.ts';
import { nameOf, type WantedUser } from './accountFile.ts';
import { idOrNothing, sharesOf, type AccountState, type Shares } from './accountState.ts';
import { planTrustRules } from './planTrustRules.ts';
import { sameSet, type Step } from './step.ts';
import { UsageError } from '../exitCodes.ts';

const everyUsersRole = 'SystemRole-DefaultUsers';

/** A service user on its way: what it is now, and its id once it has one. */
interface Subject {
  readonly wanted: WantedUser;
  readonly label: string;
  readonly now: User | undefined;
  readonly id: () => string;
}

/** Creation first, then fields, roles, status, trust, and shares last, which may end one's own access: each step works on what the ones before have made. */
export async function planUser(wanted: WantedUser, state: AccountState): Promise<readonly Step[]> {
  const userName = `${nameOf(wanted.name)}@service`;
  const label = `user ${nameOf(wanted.name)}`;
  const now = state.users.get(userName);
  if (now?.Status === 'deleting') throw new UsageError(`The ${label} is being deleted.`);
  const id = (): string => state.users.get(userName)?.UserId ?? '';
  const subject: Subject = { wanted, label, now, id };
  return [
    ...(now === undefined ? [create(subject, state)] : []),
    ...planFields(subject, state),
    ...planRoles(subject, state),
    ...planStatus(subject, state),
    ...(await planTrustRules(wanted.trustRules, { label, userId: now?.UserId, id }, state)),
    ...(await planShares(subject, state)),
  ];
}

function create({ wanted, label }: Subject, { api, users }: AccountState): Step {
  const body = { Name: nameOf(wanted.name), Description: wanted.description, Teams: wanted.teams?.slice() };
  const run = async () => {
    const { body: user } = await api.createUser({ body });
    users.set(user.UserName, user);
  };
  return { sign: '+', text: label, run };
}

type Fields = Partial<Record<'DisplayName' | 'Description', string>> & { readonly Teams?: string[] };

function planFields({ wanted, label, now, id }: Subject, { api }: AccountState): readonly Step[] {
  const changes = changesOf(wanted, now === undefined ? asCreated(wanted) : fieldsOf(now));
  const names = Object.keys(changes);
  if (names.length === 0) return [];
  const run = () => api.updateUser({ userId: id(), body: changes });
  return [{ sign: '~', text: `${label}: ${names.join(', ')}`, run }];
}

/** A new user is created with its description and teams, but its name is its user name. */
function asCreated({ name, description = '', teams = [] }: WantedUser): Fields {
  return { DisplayName: nameOf(name), Description: description, Teams: withoutPublic(teams) };
}

function fieldsOf({ DisplayName, Description, Teams }: User): Fields {
  return { DisplayName, Description, Teams: withoutPublic(Teams.map(({ TeamName }) => TeamName)) };
}

/** What the file leaves out stays as it is. */
function changesOf({ displayName, description, teams }: WantedUser, now: Fields): Fields {
  const same = teams === undefined || sameSet(withoutPublic(teams), now.Teams ?? []);
  return {
    ...(displayName === undefined || displayName === now.DisplayName ? {} : { DisplayName: displayName }),
    ...(description === undefined || description === now.Description ? {} : { Description: description }),
    ...(same ? {} : { Teams: withoutPublic(teams) }),
  };
}

function withoutPublic(teams: readonly string[]): string[] {
  return teams.filter((name) => name !== 'Public');
}

/** Attach, then choose, then detach: the default role must be attached, and one that is detached is the default no more. */
function planRoles(
  { wanted, label, now, id }: Subject,
  { api, roles, roleId }: AccountState,
): readonly Step[] {
  const idOf = (name: string): string | undefined => roles.get(name)?.RoleId ?? idOrNothing({ roleId }, name);
  const held = now?.Roles ?? [{ RoleId: everyUsersRole, RoleName: everyUsersRole }];
  const heldIds = held.map(({ RoleId }) => RoleId);
  const list = [...(wanted.roles ?? []), ...(wanted.defaultRole === undefined ? [] : [wanted.defaultRole])];
  const missing = [...new Set(list)].filter((name) => !heldIds.includes(idOf(name) ?? ''));
  const wantedIds = [everyUsersRole, ...list.map(idOf)];
  const extra = wanted.roles === undefined ? [] : held.filter(({ RoleId }) => !wantedIds.includes(RoleId));
  const attach = missing.map((name): Step => {
    const run = () => api.attachRole({ userId: id(), roleId: roleId(name) });
    return { sign: '+', text: `${label}: role ${name}`, run };
  });
  const detach = extra.map(({ RoleId, RoleName }): Step => {
    const run = () => api.detachRole({ userId: id(), roleId: RoleId });
    return { sign: '-', text: `${label}: role ${RoleName}`, run };
  });
  return [...attach, ...planDefaultRole({ wanted, label, now, id }, { api, idOf, roleId }), ...detach];
}

interface RoleIds extends Pick<AccountState, 'api' | 'roleId'> {
  readonly idOf: (name: string) => string | undefined;
}

function planDefaultRole(
  { wanted, label, now, id }: Subject,
  { api, idOf, roleId }: RoleIds,
): readonly Step[] {
  const { defaultRole } = wanted;
  if (defaultRole === undefined || idOf(defaultRole) === (now?.DefaultRoleId ?? everyUsersRole)) return [];
  const run = () => api.updateUser({ userId: id(), body: { DefaultRoleId: roleId(defaultRole) } });
  return [{ sign: '~', text: `${label}: default role ${defaultRole}`, run }];
}

function planStatus({ wanted, label, now, id }: Subject, { api }: AccountState): readonly Step[] {
  if (wanted.status === undefined || wanted.status === (now?.Status ?? 'enabled')) return [];
  const disable = wanted.status === 'disabled';
  const run = () => (disable ? api.disableUser({ userId: id() }) : api.enableUser({ userId: id() }));
  return [{ sign: '~', text: `${label}: ${wanted.status}`, run }];
}

async function planShares(
  { wanted, label, now, id }: Subject,
  state: AccountState,
): Promise<readonly Step[]> {
  const { shares } = wanted;
  if (shares === undefined) return [];
  const { api, find, me } = state;
  // Whoever creates a service user gets a share of it (C15).
  const present: Shares | undefined =
    now === undefined ? { users: [me], tags: [] } : await sharesOf(api, now.UserId);
  if (present === undefined)
    throw new UsageError(`You have no access to ${label}, so its shares cannot be planned.`);
  const body = { AccessType: 'Owner' } as const;
  const people = await differences(shares.users, present.users, (one) => find.user(one));
  const tags = await differences(shares.tags, present.tags, (one) => find.tag(one));
  const step = (sign: Step['sign'], who: string, run: Step['run']): Step => ({
    sign,
    text: `${label}: share with ${who}`,
    run,
  });
  return [
    ...people.missing.map(([granteeId, who]) =>
      step('+', who, () => api.shareWithUser({ userId: id(), granteeId, body })),
    ),
    ...tags.missing.map(([tagId, who]) =>
      step('+', `tag ${who}`, () => api.shareWithTag({ userId: id(), tagId, body })),
    ),
    ...people.extra.map((granteeId) =>
      step('-', granteeId, () => api.unshareWithUser({ userId: id(), granteeId })),
    ),
    ...tags.extra.map((tagId) =>
      step('-', `tag ${tagId}`, () => api.unshareWithTag({ userId: id(), tagId })),
    ),
  ];
}

interface Differences {
  readonly missing: readonly (readonly [id: string, written: string])[];
  readonly extra: readonly string[];
}

/** A list that the file leaves out stays as it is. */
async function differences(
  wanted: readonly string[] | undefined,
  present: readonly string[],
  find: (written: string) => Promise<string>,
): Promise<Differences> {
  if (wanted === undefined) return { missing: [], extra: [] };
  const found = await Promise.all(wanted.map(async (written) => [await find(written), written] as const));
  return {
    missing: found.filter(([id]) => !present.includes(id)),
    extra: present.filter((id) => !found.some(([one]) => one === id)),
  };
}
