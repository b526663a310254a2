import { describe, expect, it } from 'vitest';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import type { oauthOperations } from '../../shared/contract/oauth.ts';
import type { publicOperations } from '../../shared/contract/publicOperations.ts';
import { api, must, type Answer } from '../support/api.ts';
import { callers, type Caller, type Credentials } from '../support/callers.ts';
import { aName } from '../support/created.ts';
import { filled, guardedRoutes } from '../support/everyOperation.ts';
import { goodBodies } from '../support/goodBodies.ts';
import { people } from '../support/people.ts';
import { someoneElses, type About, type Objects } from '../support/someoneElses.ts';

/** Every operation that needs a credential: one without a row below does not compile. */
type Guarded = Exclude<OperationId, keyof typeof publicOperations | keyof typeof oauthOperations>;
type Verdicts = readonly [number, number, number, number, number, number, number];

const everybody: Verdicts = [200, 200, 200, 200, 200, 200, 200];
/** Access to the one it is about, or the mode: SPEC section 14. */
const inModeAlone = (status: number): Verdicts => [403, 403, 403, 403, status, 403, 403];
/** What managers may, and service users that hold their role. */
const byManagers = (status: number): Verdicts => [403, status, status, 403, status, 403, status];
const byAdministrators = (status: number): Verdicts => [403, 403, status, 403, status, 403, 403];
const byFullAccess = (status: number): Verdicts => [403, 403, status, 403, status, 403, status];

/** What each kind of principal is answered, in the order of `callers`, about objects of somebody else (SPEC section 14). */
const verdicts: Record<Guarded, Verdicts> = {
  getMe: everybody,
  listUsers: everybody,
  getUser: everybody,
  createUser: inModeAlone(201),
  updateUser: inModeAlone(200),
  enableUser: inModeAlone(200),
  disableUser: inModeAlone(200),
  deleteUser: [403, 403, 403, 403, 403, 403, 403],
  // Not being deleted: told to everybody, as the user's status is.
  getDeletion: [404, 404, 404, 404, 404, 404, 404],
  signOutUser: [409, 409, 409, 409, 409, 403, 403],
  listEvents: inModeAlone(200),
  createAuthToken: inModeAlone(201),
  enterSuperAdminMode: [403, 403, 403, 201, 201, 403, 403],
  endSuperAdminMode: [204, 204, 204, 204, 204, 403, 403],
  listSessions: inModeAlone(200),
  endSession: inModeAlone(204),
  listAssumableUsers: everybody,
  listSuperAdmins: inModeAlone(200),
  addSuperAdmin: inModeAlone(204),
  removeSuperAdmin: inModeAlone(204),
  listRoles: everybody,
  getRole: everybody,
  createRole: byAdministrators(201),
  updateRole: byAdministrators(200),
  deleteRole: byAdministrators(204),
  attachRole: inModeAlone(200),
  detachRole: inModeAlone(200),
  listTeams: everybody,
  createTeam: byManagers(201),
  deleteTeam: byManagers(204),
  addTeamMember: byManagers(204),
  removeTeamMember: byManagers(204),
  listTokens: inModeAlone(200),
  createToken: inModeAlone(201),
  revokeToken: inModeAlone(200),
  restoreToken: inModeAlone(200),
  rotateToken: inModeAlone(200),
  deleteToken: inModeAlone(204),
  listShares: inModeAlone(200),
  shareWithUser: inModeAlone(200),
  unshareWithUser: inModeAlone(200),
  shareWithTag: inModeAlone(200),
  unshareWithTag: inModeAlone(204),
  listTags: everybody,
  createTag: byManagers(201),
  deleteTag: inModeAlone(204),
  listTagUsers: everybody,
  addTagUser: inModeAlone(200),
  removeTagUser: inModeAlone(204),
  listResources: everybody,
  createResource: byManagers(201),
  getResource: everybody,
  deleteResource: byFullAccess(204),
  listResourceShares: byFullAccess(200),
  shareResourceWithUser: byFullAccess(200),
  unshareResourceWithUser: byFullAccess(204),
  shareResourceWithTag: byFullAccess(200),
  unshareResourceWithTag: byFullAccess(204),
  listApplications: everybody,
  putApplication: inModeAlone(200),
  deleteApplication: inModeAlone(204),
  // For the own identity only: there is nothing of somebody else's in it.
  createApplicationToken: [201, 201, 201, 201, 201, 201, 201],
  listTrustRules: inModeAlone(200),
  createTrustRule: inModeAlone(201),
  updateTrustRule: inModeAlone(200),
  deleteTrustRule: inModeAlone(204),
  explainTrustRules: inModeAlone(200),
  listClientKeys: inModeAlone(200),
  addClientKey: inModeAlone(201),
  deleteClientKey: inModeAlone(204),
};

/** K11, K12: not even the mode. */
const nobody: Verdicts = [403, 403, 403, 403, 403, 403, 403];
/** Told to every person that a person cannot be shared. */
const notShareable: Verdicts = [409, 409, 409, 409, 409, 403, 403];
const notServiceUser = inModeAlone(400);

/** About a person where an operation takes either kind of user: who manages persons may. */
const aboutPersons: Partial<Record<Guarded, Verdicts>> = {
  signOutUser: byAdministrators(204),
  updateUser: byAdministrators(200),
  enableUser: byAdministrators(200),
  disableUser: byAdministrators(200),
  listEvents: byAdministrators(200),
  createAuthToken: [400, 400, 400, 400, 400, 403, 403],
  listSessions: notServiceUser,
  attachRole: inModeAlone(200),
  listTokens: nobody,
  createToken: nobody,
  revokeToken: nobody,
  restoreToken: nobody,
  rotateToken: nobody,
  deleteToken: nobody,
  listShares: notShareable,
  shareWithUser: notShareable,
  unshareWithUser: notShareable,
  shareWithTag: notShareable,
  unshareWithTag: notShareable,
  listTrustRules: notServiceUser,
  createTrustRule: notServiceUser,
  explainTrustRules: notServiceUser,
  listClientKeys: notServiceUser,
  addClientKey: notServiceUser,
};

const made = new Map<Caller, Promise<Credentials>>();

/** One of each kind for all calls but that which ends the mode. */
function credentialsOf(caller: Caller, id: Guarded): Promise<Credentials> {
  if (id === 'endSuperAdminMode') return callers[caller]();
  const known = made.get(caller) ?? callers[caller]();
  made.set(caller, known);
  return known;
}

interface Target {
  readonly objects: Objects;
  /** Of the user that the path names, before any call. */
  readonly version: unknown;
}

async function versionOf({ userId }: Objects): Promise<unknown> {
  if (userId === undefined) return undefined;
  const { ada } = await people();
  return (await must(200, api('GET', `/users/${userId}`, { as: ada.token }))).body['Version'];
}

const untouched = new Map<string, Promise<Target>>();

/** What is refused changes nothing, so all who are refused are refused the same objects. */
function targetFor(id: Guarded, about: About, expected: number): Promise<Target> {
  const changes = operationRows[id].method !== 'GET' && expected < 400;
  const key = `${id} ${about}`;
  const make = async (): Promise<Target> => {
    const objects = await someoneElses(id, about);
    return { objects, version: await versionOf(objects) };
  };
  const target = (changes ? undefined : untouched.get(key)) ?? make();
  if (!changes) untouched.set(key, target);
  return target;
}

interface Case {
  readonly caller: Caller;
  readonly id: Guarded;
  readonly about: About;
  readonly expected: number;
}

async function expectVerdict({ caller, id, about, expected }: Case): Promise<void> {
  const [credentials, { objects, version }] = await Promise.all([
    credentialsOf(caller, id),
    targetFor(id, about, expected),
  ]);
  const row = operationRows[id];
  const body = goodBodies[id]?.(aName());
  const path = filled(row.path, objects);
  const answer: Answer = await api(row.method, path, { ...credentials, ...(body && { body }) });
  expect(answer.status, answer.text).toBe(expected);
  if (expected >= 400) expect(await versionOf(objects)).toBe(version);
}

/** Who acts by a token of its own is the same service user, and may the same. */
const columns = Object.keys(callers).map(
  (caller, at) => [caller as Caller, caller === 'service user, by a token of its own' ? 5 : at] as const,
);

describe.each(columns)('%s', (caller, at) => {
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

it('there is a verdict on every operation that needs a credential, and on no other', () => {
  expect(Object.keys(verdicts).sort()).toEqual([...new Set(guardedRoutes.map(({ id }) => id))].sort());
});
