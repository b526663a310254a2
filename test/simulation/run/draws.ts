import { applicationIds } from './applications.ts';
import type { Drawn, Lots } from './draw.ts';
import { ourIssuer } from '../../support/signingKey.ts';
import type { SimulatedId } from './operations.ts';
import { kids, pipelines, publicJwk, repos } from './outside.ts';

const minutes = [1, 60, 60, 180] as const;
const owner = { AccessType: 'Owner' };

/** Whose tokens a rule trusts, and by which key. */
const trusted = (lots: Lots) => ({
  Conditions: [{ Claim: 'repo', Equals: lots.dice.one(repos) }],
  Jwks: { keys: [publicJwk(lots.dice.one(kids))] },
});

/** How often each operation is drawn, and what it is about. */
export const draws: Readonly<Record<SimulatedId, readonly [number, (lots: Lots) => Drawn]>> = {
  getMe: [16, () => ({ params: {} })],
  getUser: [3, (lots) => ({ params: { userId: lots.user(0.9) } })],
  createUser: [
    4,
    (lots) => ({
      params: {},
      body: { Name: lots.name('svc'), ...(lots.dice.chance(0.5) && { Token: { Name: 'first' } }) },
    }),
  ],
  disableUser: [6, (lots) => ({ params: { userId: lots.user(0.8) } })],
  enableUser: [6, (lots) => ({ params: { userId: lots.dice.chance(0.5) ? lots.idle() : lots.user(0.7) } })],
  deleteUser: [6, (lots) => ({ params: { userId: lots.idle() }, query: { transferTo: lots.person() } })],
  signOutUser: [1, (lots) => ({ params: { userId: lots.person() } })],
  createAuthToken: [
    10,
    (lots) => {
      const userId = lots.service();
      const RoleId = lots.dice.chance(0.4) ? { RoleId: lots.heldRole(userId) } : {};
      const Audience = lots.dice.chance(0.15) ? { Audience: lots.application() } : {};
      return {
        params: { userId },
        body: { DurationMinutes: lots.dice.one(minutes), ...RoleId, ...Audience },
      };
    },
  ],
  endSession: [2, (lots) => ({ params: lots.session() })],
  enterSuperAdminMode: [3, (lots) => ({ params: {}, body: { DurationMinutes: lots.dice.one(minutes) } })],
  endSuperAdminMode: [1, () => ({ params: {} })],
  addSuperAdmin: [1.5, (lots) => ({ params: { userId: lots.person() } })],
  removeSuperAdmin: [3, (lots) => ({ params: { userId: lots.member() } })],
  createToken: [
    6,
    (lots) => {
      const userId = lots.user(0.8);
      const RoleId = lots.dice.chance(0.3) ? { RoleId: lots.heldRole(userId) } : {};
      return { params: { userId }, body: { Name: lots.name('token'), ...RoleId, ...lots.life() } };
    },
  ],
  revokeToken: [4, (lots) => ({ params: lots.token() })],
  restoreToken: [4, (lots) => ({ params: lots.token() })],
  rotateToken: [3, (lots) => ({ params: lots.token(), body: { OverlapMinutes: 0 } })],
  deleteToken: [2, (lots) => ({ params: lots.token() })],
  shareWithUser: [4, (lots) => lots.given('share', { userId: lots.service(), granteeId: lots.person() })],
  unshareWithUser: [4, (lots) => lots.taken('share', { userId: lots.service(), granteeId: lots.person() })],
  createTag: [1, (lots) => ({ params: {}, body: { TagKey: 'team', TagValue: lots.name('tag') } })],
  deleteTag: [0.7, (lots) => ({ params: { tagId: lots.tag() } })],
  addTagUser: [3, (lots) => lots.given('member', { tagId: lots.tag(), userId: lots.user(0.2) })],
  removeTagUser: [3, (lots) => lots.taken('member', { tagId: lots.tag(), userId: lots.person() })],
  shareWithTag: [2, (lots) => lots.given('tagShare', { userId: lots.service(), tagId: lots.tag() })],
  unshareWithTag: [2, (lots) => lots.taken('tagShare', { userId: lots.service(), tagId: lots.tag() })],
  attachRole: [4, (lots) => ({ params: { userId: lots.user(0.8), roleId: lots.role() } })],
  detachRole: [2, (lots) => ({ params: { userId: lots.user(0.8), roleId: lots.role() } })],
  createRole: [
    1.5,
    (lots) => ({
      params: {},
      body: { RoleName: lots.name('role'), Permissions: lots.permissions(), RoleManagers: [lots.person()] },
    }),
  ],
  updateRole: [
    4,
    (lots) => ({
      params: { roleId: lots.role() },
      body: lots.dice.chance(0.6)
        ? { Permissions: lots.permissions() }
        : { RoleManagers: [...new Set([lots.user(0.3), lots.person()])] },
    }),
  ],
  deleteRole: [2, (lots) => ({ params: { roleId: lots.unusedRole() } })],
  putApplication: [
    2,
    (lots) => ({
      params: { applicationId: lots.dice.one(applicationIds) },
      body: { Name: 'an application', InteractiveOnly: lots.dice.chance(0.4) },
    }),
  ],
  deleteApplication: [1, (lots) => ({ params: { applicationId: lots.application() } })],
  createApplicationToken: [
    8,
    (lots) => ({
      params: { applicationId: lots.application() },
      body: { DurationMinutes: lots.dice.one(minutes) },
    }),
  ],
  createResource: [5, (lots) => ({ params: {}, body: { ResourceType: 'dataset', Name: lots.name('data') } })],
  deleteResource: [1, (lots) => ({ params: { resourceId: lots.resource() } })],
  getResource: [5, (lots) => ({ params: { resourceId: lots.resource() } })],
  shareResourceWithUser: [
    2,
    (lots) => ({
      params: { resourceId: lots.resource(), granteeId: lots.user(0.6) },
      body: { AccessType: lots.dice.one(['Owner', 'Editor', 'ReadOnly']) },
    }),
  ],
  unshareResourceWithUser: [
    1,
    (lots) => ({ params: { resourceId: lots.resource(), granteeId: lots.user(0.6) } }),
  ],
  shareResourceWithTag: [
    1,
    (lots) => ({ params: { resourceId: lots.resource(), tagId: lots.tag() }, body: owner }),
  ],
  unshareResourceWithTag: [0.5, (lots) => ({ params: { resourceId: lots.resource(), tagId: lots.tag() } })],
  createTeam: [2, (lots) => ({ params: {}, body: { TeamName: lots.name('team') } })],
  deleteTeam: [0.5, (lots) => ({ params: { teamId: lots.team() } })],
  addTeamMember: [2, (lots) => ({ params: { teamId: lots.team(), userId: lots.user(0.7) } })],
  removeTeamMember: [1, (lots) => ({ params: { teamId: lots.team(), userId: lots.user(0.7) } })],
  updateUser: [
    3,
    (lots) => {
      const userId = lots.user(0.8);
      return { params: { userId }, body: { DisplayName: lots.name('renamed') }, ...lots.version(userId) };
    },
  ],
  createTrustRule: [
    2.5,
    (lots) => {
      const userId = lots.service();
      const RoleId = lots.dice.chance(0.3) ? { RoleId: lots.heldRole(userId) } : {};
      const body = {
        Name: lots.name('rule'),
        Issuer: pipelines,
        Audience: ourIssuer,
        ...trusted(lots),
        ...RoleId,
      };
      return { params: { userId }, body: { ...body, MaxDurationMinutes: lots.dice.one([1, 60]) } };
    },
  ],
  updateTrustRule: [
    2,
    (lots) => ({
      params: lots.trustRule(),
      body: {
        ...lots.dice.one([trusted(lots), {}, { Name: lots.name('rule') }]),
        MaxDurationMinutes: lots.minutes(),
      },
    }),
  ],
  deleteTrustRule: [1, (lots) => ({ params: lots.trustRule() })],
  addClientKey: [
    2.5,
    (lots) => ({
      params: { userId: lots.service() },
      body: { Name: lots.name('key'), Jwk: publicJwk(lots.dice.one(kids)) },
    }),
  ],
  deleteClientKey: [1.5, (lots) => ({ params: lots.clientKey() })],
  exchangeToken: [8, () => ({ params: {} })],
  introspectToken: [7, () => ({ params: {} })],
  revokeOAuthToken: [1, () => ({ params: {} })],
  listUsers: [1, () => ({ params: {}, query: { limit: '4' } })],
  listTokens: [0.7, (lots) => ({ params: { userId: lots.service() }, query: { limit: '2' } })],
  listApplications: [0.5, () => ({ params: {}, query: { limit: '1' } })],
  listTags: [0.5, () => ({ params: {}, query: { limit: '1' } })],
};
