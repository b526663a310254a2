import type { User } from '../columns.ts';
import { roleId, sharesOf, type AccountState, type Shares } from './accountState.ts';
import { planTrustRules } from './planTrustRules.ts';
import { sameSet, type Step } from './step.ts';
import type { WantedUser } from './wanted.ts';
import { UsageError } from '../exitCodes.ts';
import { comparable, nameOf } from '../names.ts';

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

function create({ wanted, label }: Subject, state: AccountState): Step {
  const { name, description: Description, teams } = wanted;
  const run = async () => {
    const Teams = teams && teamIds(teams, state);
    const { body: user } = await state.api.createUser({ body: { Name: nameOf(name), Description, Teams } });
    state.users.set(user.UserName, user);
  };
  return { sign: '+', text: label, run };
}

/** Teams by their names as they are. */
type Fields = Partial<Record<'DisplayName' | 'Description', string | undefined>> & {
  readonly Teams?: readonly string[];
};

function planFields({ wanted, label, now, id }: Subject, state: AccountState): readonly Step[] {
  const present = now === undefined ? asCreated(wanted, state) : fieldsOf(now);
  const { Teams, ...changes } = changesOf(wanted, present, state);
  const names = Object.keys({ ...changes, ...(Teams && { Teams }) });
  if (names.length === 0) return [];
  const run = () =>
    state.api.updateUser({
      userId: id(),
      body: { ...changes, Teams: Teams && teamIds(Teams, state) },
    });
  return [{ sign: '~', text: `${label}: ${names.join(', ')}`, run }];
}

/** A new user is created with its description and teams, but its name is its user name. */
function asCreated({ name, description = '', teams = [] }: WantedUser, state: AccountState): Fields {
  return { DisplayName: nameOf(name), Description: description, Teams: teamNames(teams, state) };
}

function fieldsOf({ DisplayName, Description, Teams }: User): Fields {
  return {
    DisplayName,
    Description,
    Teams: withoutPublic(Teams.map(({ TeamName }) => comparable(TeamName))),
  };
}

/** What the file leaves out stays as it is. */
function changesOf(
  { displayName, description, teams }: WantedUser,
  now: Fields,
  state: AccountState,
): Fields {
  const wanted = teams && teamNames(teams, state);
  const differs = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && one !== other;
  return {
    ...(differs(displayName, now.DisplayName) && { DisplayName: displayName }),
    ...(differs(description, now.Description) && { Description: description }),
    ...(wanted && !sameSet(wanted, now.Teams ?? []) && { Teams: wanted }),
  };
}

/** The comparable names of teams beside Public, of which there may be none yet. */
function teamNames(teams: readonly string[], { team }: AccountState): string[] {
  return withoutPublic(teams.map((written) => comparable(team(written)?.TeamName ?? written)));
}

/** When the steps run every team is there. */
function teamIds(teams: readonly string[], { team }: AccountState): string[] {
  return teams.map((written) => team(written)?.TeamId ?? written);
}

function withoutPublic(names: readonly string[]): string[] {
  return names.filter((name) => name !== 'public');
}

/** Attach, then choose, then detach: the default role must be attached, and one that is detached is the default no more. */
function planRoles({ wanted, label, now, id }: Subject, state: AccountState): readonly Step[] {
  const { api } = state;
  const held = now?.Roles ?? [{ RoleId: everyUsersRole, RoleName: everyUsersRole }];
  const list = [...(wanted.roles ?? []), ...(wanted.defaultRole === undefined ? [] : [wanted.defaultRole])];
  const keys = list.map((name) => roleKey(name, state));
  const heldKeys = held.map(({ RoleId }) => RoleId);
  const missing = list.filter((_, at) => {
    const key = keys[at] ?? '';
    return keys.indexOf(key) === at && !heldKeys.includes(key);
  });
  const kept = [everyUsersRole, ...keys];
  const extra = wanted.roles === undefined ? [] : held.filter(({ RoleId }) => !kept.includes(RoleId));
  const attach = missing.map((name): Step => {
    const run = () => api.attachRole({ userId: id(), roleId: roleId(state, name) });
    return { sign: '+', text: `${label}: role ${name}`, run };
  });
  const detach = extra.map(({ RoleId, RoleName }): Step => {
    const run = () => api.detachRole({ userId: id(), roleId: RoleId });
    return { sign: '-', text: `${label}: role ${RoleName}`, run };
  });
  return [...attach, ...planDefaultRole({ wanted, label, now, id }, state), ...detach];
}

/** The id of a role, or the comparable name of one that the plan itself makes. */
function roleKey(written: string, { role }: AccountState): string {
  return role(written)?.RoleId ?? comparable(written);
}

function planDefaultRole({ wanted, label, now, id }: Subject, state: AccountState): readonly Step[] {
  const { defaultRole } = wanted;
  if (defaultRole === undefined) return [];
  if (roleKey(defaultRole, state) === (now?.DefaultRoleId ?? everyUsersRole)) return [];
  const run = () =>
    state.api.updateUser({ userId: id(), body: { DefaultRoleId: roleId(state, defaultRole) } });
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
  const all = await Promise.all(wanted.map(async (written) => [await find(written), written] as const));
  // A user has several names, a tag a name and an id.
  const found = all.filter(([id], at) => all.findIndex(([one]) => one === id) === at);
  return {
    missing: found.filter(([id]) => !present.includes(id)),
    extra: present.filter((id) => !found.some(([one]) => one === id)),
  };
}
