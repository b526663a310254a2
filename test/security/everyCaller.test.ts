import { describe, expect, it } from 'vitest';
import { operationRows } from '../../shared/contract/operations.ts';
import type { authTokenOperations } from '../../shared/contract/authTokens.ts';
import type { roleOperations } from '../../shared/contract/roles.ts';
import type { superAdminOperations } from '../../shared/contract/superAdmins.ts';
import type { teamOperations } from '../../shared/contract/teams.ts';
import type { userOperations } from '../../shared/contract/users.ts';
import { api, field, must, type Answer, type CallSettings } from '../support/api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  actAs,
  aName,
  asServiceUser,
  assume,
} from '../support/created.ts';
import { filled, guardedRoutes, parametersOf } from '../support/everyOperation.ts';
import { aHolderOf, aMember, anAdministrator, aSuperAdmin, inMode, people } from '../support/people.ts';

/** Kinds of principal; none of them has access to what the calls are about, but for the mode. */
const callers = {
  member: async () => ({ as: (await people()).linus.token }),
  manager: async () => ({ as: (await aHolderOf('SystemRole-Managers')).token }),
  administrator: async () => ({ as: (await anAdministrator()).token }),
  'Super-Admin member, mode off': async () => ({ as: (await aSuperAdmin()).token }),
  'Super-Admin mode': async () => ({ as: await inMode(await aSuperAdmin()) }),
  'service user': async () => await actAs(),
  'service user, administrator': async () => await asServiceUser(),
} as const;

type Credentials = Pick<CallSettings, 'as' | 'assumed'>;
const made = new Map<string, Promise<Credentials>>();

/** One of each kind for all calls but that which ends the mode. */
function credentialsOf(caller: keyof typeof callers, id: Guarded): Promise<Credentials> {
  if (id === 'endSuperAdminMode') return callers[caller]();
  const known = made.get(caller) ?? callers[caller]();
  made.set(caller, known);
  return known;
}

/** Operations on tokens, shares, tags, resources, applications and trust refuse strangers in files of their own. */
type Guarded =
  | keyof typeof userOperations
  | keyof typeof authTokenOperations
  | keyof typeof superAdminOperations
  | keyof typeof roleOperations
  | keyof typeof teamOperations;
type Verdicts = readonly [number, number, number, number, number, number, number];

/** What each kind of principal is answered, in the order of `callers`, about objects of somebody else. */
const verdicts: Record<Guarded, Verdicts> = {
  getMe: [200, 200, 200, 200, 200, 200, 200],
  listUsers: [200, 200, 200, 200, 200, 200, 200],
  getUser: [200, 200, 200, 200, 200, 200, 200],
  createUser: [403, 403, 403, 403, 201, 403, 403],
  updateUser: [403, 403, 403, 403, 200, 403, 403],
  enableUser: [403, 403, 403, 403, 200, 403, 403],
  disableUser: [403, 403, 403, 403, 200, 403, 403],
  deleteUser: [403, 403, 403, 403, 403, 403, 403],
  signOutUser: [409, 409, 409, 409, 409, 403, 403],
  listEvents: [403, 403, 403, 403, 200, 403, 403],
  createAuthToken: [403, 403, 403, 403, 201, 403, 403],
  enterSuperAdminMode: [403, 403, 403, 201, 201, 403, 403],
  endSuperAdminMode: [204, 204, 204, 204, 204, 403, 403],
  listSessions: [403, 403, 403, 403, 200, 403, 403],
  endSession: [403, 403, 403, 403, 204, 403, 403],
  listAssumableUsers: [200, 200, 200, 200, 200, 200, 200],
  listSuperAdmins: [403, 403, 403, 403, 200, 403, 403],
  addSuperAdmin: [403, 403, 403, 403, 204, 403, 403],
  removeSuperAdmin: [403, 403, 403, 403, 204, 403, 403],
  listRoles: [200, 200, 200, 200, 200, 200, 200],
  getRole: [200, 200, 200, 200, 200, 200, 200],
  createRole: [403, 403, 201, 403, 201, 403, 403],
  updateRole: [403, 403, 200, 403, 200, 403, 403],
  deleteRole: [403, 403, 204, 403, 204, 403, 403],
  attachRole: [403, 403, 403, 403, 200, 403, 403],
  detachRole: [403, 403, 403, 403, 200, 403, 403],
  listTeams: [200, 200, 200, 200, 200, 200, 200],
  createTeam: [403, 201, 201, 403, 201, 403, 201],
  deleteTeam: [403, 204, 204, 403, 204, 403, 204],
  addTeamMember: [403, 204, 204, 403, 204, 403, 204],
  removeTeamMember: [403, 204, 204, 403, 204, 403, 204],
};

/** About a person where an operation takes either kind of user: who manages persons may. */
const aboutPersons: Partial<Record<Guarded, Verdicts>> = {
  signOutUser: [403, 403, 204, 403, 204, 403, 403],
  updateUser: [403, 403, 200, 403, 200, 403, 403],
  enableUser: [403, 403, 200, 403, 200, 403, 403],
  disableUser: [403, 403, 200, 403, 200, 403, 403],
  listEvents: [403, 403, 200, 403, 200, 403, 403],
  createAuthToken: [400, 400, 400, 400, 400, 403, 403],
  listSessions: [403, 403, 403, 403, 400, 403, 403],
  attachRole: [403, 403, 403, 403, 200, 403, 403],
};

const bodies: Partial<Record<Guarded, () => object>> = {
  createUser: () => ({ Name: aName() }),
  updateUser: () => ({ Description: 'x' }),
  createAuthToken: () => ({}),
  enterSuperAdminMode: () => ({}),
  createRole: () => ({ RoleName: aName('role'), Permissions: [] }),
  updateRole: () => ({ Description: 'x' }),
  createTeam: () => ({ TeamName: aName('team') }),
};

type Objects = Readonly<Record<string, string>>;

/** Makes what the path names, for somebody else. */
async function makeObjects(id: Guarded, about: 'serviceUser' | 'person'): Promise<Objects> {
  const named = parametersOf(operationRows[id].path);
  const { roleId = '' } = named.includes('roleId') ? await aCreatedRole() : {};
  const { teamId = '' } = named.includes('teamId') ? await aCreatedTeam() : {};
  const user = named.includes('userId') ? await makeUser(id, about, { roleId, teamId }) : {};
  return { roleId, teamId, ...user };
}

/** A service user of ada's, with the role, team or session that is to be taken from it; or a person. */
async function makeUser(
  id: Guarded,
  about: 'serviceUser' | 'person',
  { roleId, teamId }: { readonly roleId: string; readonly teamId: string },
): Promise<Objects> {
  if (id === 'removeSuperAdmin') return { userId: (await aSuperAdmin()).userId };
  if (about === 'person' || id === 'addSuperAdmin') return { userId: (await aMember()).userId };
  const { userId, owner } = await aCreatedServiceUser({
    Role: id === 'detachRole' ? roleId : 'Member',
    Teams: id === 'removeTeamMember' ? [teamId] : [],
  });
  if (id !== 'endSession') return { userId };
  return { userId, sessionId: field(await must(201, assume(owner, { userId })), 'SessionId') };
}

const untouched = new Map<string, Promise<Objects>>();

/** What is refused changes nothing, so all who are refused are refused the same objects. */
function objectsFor(id: Guarded, about: 'serviceUser' | 'person', expected: number): Promise<Objects> {
  const changes = operationRows[id].method !== 'GET' && expected < 400;
  const key = `${id} ${about}`;
  const objects = (changes ? undefined : untouched.get(key)) ?? makeObjects(id, about);
  if (!changes) untouched.set(key, objects);
  return objects;
}

interface Case {
  readonly caller: keyof typeof callers;
  readonly id: Guarded;
  readonly about: 'serviceUser' | 'person';
  readonly expected: number;
}

async function expectVerdict({ caller, id, about, expected }: Case): Promise<void> {
  const [credentials, object] = await Promise.all([
    credentialsOf(caller, id),
    objectsFor(id, about, expected),
  ]);
  const row = operationRows[id];
  const body = bodies[id]?.();
  const path = filled(row.path, object);
  const answer: Answer = await api(row.method, path, { ...credentials, ...(body && { body }) });
  expect(answer.status, answer.text).toBe(expected);
  if (expected < 400 || object['userId'] === undefined) return;
  const user = await must(200, api('GET', `/users/${object['userId']}`, { as: (await people()).ada.token }));
  expect(user.body['Version']).toBe(1);
}

const kinds = Object.keys(callers) as (keyof typeof callers)[];

describe.each(kinds.map((caller, at) => [caller, at] as const))('%s', (caller, at) => {
  it.each(Object.entries(verdicts) as [Guarded, Verdicts][])(
    '%s, about what is someone else`s',
    async (id, all) => {
      await expectVerdict({ caller, id, about: 'serviceUser', expected: all[at] ?? 0 });
    },
  );

  it.each(Object.entries(aboutPersons) as [Guarded, Verdicts][])('%s, about a person', async (id, all) => {
    await expectVerdict({ caller, id, about: 'person', expected: all[at] ?? 0 });
  });
});

it('every one of them needs a credential', () => {
  const guarded = new Set<string>(guardedRoutes.map(({ id }) => id));
  expect(Object.keys(verdicts).filter((id) => !guarded.has(id))).toEqual([]);
});
