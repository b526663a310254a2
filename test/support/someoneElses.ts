import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import { anApplication } from './applications.ts';
import { api, field, must } from './api.ts';
import {
  aCreatedRole,
  aCreatedServiceUser,
  aCreatedTeam,
  aName,
  assume,
  type CreatedServiceUser,
} from './created.ts';
import { parametersOf } from './everyOperation.ts';
import { aKey } from './goodBodies.ts';
import { aMember, asSuperAdmin, aSuperAdmin } from './people.ts';
import { aCreatedResource, aCreatedTag, putOnTag, share, shareResource, shareWithTag } from './sharing.ts';
import { aPersonalToken, aServiceToken, manage, type LongLived } from './tokens.ts';
import { aTrustRule } from './trust.ts';

/** Path parameters by their names. */
export type Objects = Readonly<Record<string, string>>;
/** Which kind of user a call is about, where a path takes either. */
export type About = 'serviceUser' | 'person';

async function aTokenFor(id: OperationId, made: LongLived): Promise<Objects> {
  if (id === 'restoreToken' || id === 'deleteToken') await must(200, manage('revoke', made));
  return { userId: made.userId, tokenId: made.tokenId };
}

async function aClientKey({ userId, owner }: CreatedServiceUser): Promise<Objects> {
  const body = { Name: 'ci', Jwk: aKey() };
  const made = await must(201, api('POST', `/users/${userId}/client-keys`, { as: owner.token, body }));
  return { userId, clientKeyId: field(made, 'ClientKeyId') };
}

/** A resource with what a share of it names, shared already where the operation takes that away. */
async function resourceObjects(id: OperationId, named: readonly string[]): Promise<Objects> {
  const resource = await aCreatedResource();
  const as = await asSuperAdmin();
  const { granteeId = '', tagId = '' } = await shareTargets(named);
  const { resourceId, path } = resource;
  if (id === 'unshareResourceWithUser') {
    await must(200, shareResource(as, resource, { to: { userId: granteeId }, AccessType: 'Editor' }));
  }
  if (id === 'unshareResourceWithTag') {
    await must(200, api('PUT', `${path}/shares/tags/${tagId}`, { as, body: { AccessType: 'Editor' } }));
  }
  return { resourceId, granteeId, tagId };
}

/** What paths name beside their user, by the operations that need it to be there. */
const beside: Readonly<Partial<Record<OperationId, (user: CreatedServiceUser) => Promise<Objects>>>> = {
  endSession: async (user) => ({
    sessionId: field(await must(201, assume(user.owner, user)), 'SessionId'),
  }),
  shareWithUser: async () => ({ granteeId: (await aMember()).userId }),
  unshareWithUser: async (user) => {
    const grantee = await aMember();
    await must(200, share(user.owner.token, user, grantee));
    return { granteeId: grantee.userId };
  },
  shareWithTag: async () => ({ tagId: (await aCreatedTag()).tagId }),
  unshareWithTag: async (user) => {
    const { tagId } = await aCreatedTag();
    await must(200, shareWithTag(user.owner.token, user, tagId));
    return { tagId };
  },
  addTagUser: async () => ({ tagId: (await aCreatedTag()).tagId }),
  removeTagUser: async (user) => {
    const { tagId } = await aCreatedTag();
    await putOnTag(tagId, user);
    return { tagId };
  },
  updateTrustRule: aRuleOf,
  deleteTrustRule: aRuleOf,
  deleteClientKey: aClientKey,
};

async function aRuleOf({ userId, owner }: CreatedServiceUser): Promise<Objects> {
  return { trustRuleId: await aTrustRule({ as: owner.token, userId, path: `/users/${userId}` }) };
}

async function aboutPerson(id: OperationId, named: readonly string[]): Promise<Objects> {
  if (named.includes('tokenId')) return await aTokenFor(id, await aPersonalToken(await aMember()));
  const { userId } = id === 'removeSuperAdmin' ? await aSuperAdmin() : await aMember();
  return { userId, ...(await shareTargets(named)) };
}

async function shareTargets(named: readonly string[]): Promise<Objects> {
  const { tagId = '' } = named.includes('tagId') ? await aCreatedTag() : {};
  const { userId: granteeId = '' } = named.includes('granteeId') ? await aMember() : {};
  return { tagId, granteeId };
}

/** Roles and teams that a service user must hold or be in for the operation to take them away. */
function heldFor(id: OperationId, { roleId = '', teamId = '' }: Objects): { Role: string; Teams: string[] } {
  return { Role: id === 'detachRole' ? roleId : 'Member', Teams: id === 'removeTeamMember' ? [teamId] : [] };
}

async function aboutServiceUser(
  id: OperationId,
  named: readonly string[],
  groups: Objects,
): Promise<Objects> {
  const user = await aCreatedServiceUser(heldFor(id, groups));
  if (named.includes('tokenId')) return await aTokenFor(id, await aServiceToken({}, user));
  return { userId: user.userId, ...(await beside[id]?.(user)) };
}

async function groupsFor(named: readonly string[]): Promise<Objects> {
  const { roleId = '' } = named.includes('roleId') ? await aCreatedRole() : {};
  const { teamId = '' } = named.includes('teamId') ? await aCreatedTeam() : {};
  return { roleId, teamId };
}

/** Makes what the path of an operation names, all of it somebody else's: ada's, or her service user's. */
export async function someoneElses(id: OperationId, about: About): Promise<Objects> {
  const named = parametersOf(operationRows[id].path);
  if (named.includes('resourceId')) return await resourceObjects(id, named);
  if (id === 'putApplication') return { applicationId: aName('app') };
  if (named.includes('applicationId')) return { applicationId: await anApplication() };
  const groups = await groupsFor(named);
  if (!named.includes('userId')) return { ...groups, ...(await shareTargets(named)) };
  const ofPersonsOnly = id === 'removeSuperAdmin' || id === 'addSuperAdmin';
  const objects =
    about === 'person' || ofPersonsOnly
      ? await aboutPerson(id, named)
      : await aboutServiceUser(id, named, groups);
  return { ...groups, ...objects };
}
