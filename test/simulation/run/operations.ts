import { handle as addSuperAdmin } from '../../../functions/addSuperAdmin.ts';
import { handle as addTagUser } from '../../../functions/addTagUser.ts';
import { handle as addTeamMember } from '../../../functions/addTeamMember.ts';
import { handle as attachRole } from '../../../functions/attachRole.ts';
import { handle as createApplicationToken } from '../../../functions/createApplicationToken.ts';
import { handle as createAuthToken } from '../../../functions/createAuthToken.ts';
import { handle as createResource } from '../../../functions/createResource.ts';
import { handle as createRole } from '../../../functions/createRole.ts';
import { handle as createTag } from '../../../functions/createTag.ts';
import { handle as createTeam } from '../../../functions/createTeam.ts';
import { handle as createToken } from '../../../functions/createToken.ts';
import { handle as createTrustRule } from '../../../functions/createTrustRule.ts';
import { handle as createUser } from '../../../functions/createUser.ts';
import { handle as deleteApplication } from '../../../functions/deleteApplication.ts';
import { handle as deleteResource } from '../../../functions/deleteResource.ts';
import { handle as deleteRole } from '../../../functions/deleteRole.ts';
import { handle as deleteTag } from '../../../functions/deleteTag.ts';
import { handle as deleteClientKey } from '../../../functions/deleteClientKey.ts';
import { handle as deleteTeam } from '../../../functions/deleteTeam.ts';
import { handle as deleteToken } from '../../../functions/deleteToken.ts';
import { handle as deleteTrustRule } from '../../../functions/deleteTrustRule.ts';
import { handle as deleteUser } from '../../../functions/deleteUser.ts';
import { handle as detachRole } from '../../../functions/detachRole.ts';
import { handle as disableUser } from '../../../functions/disableUser.ts';
import { handle as enableUser } from '../../../functions/enableUser.ts';
import { handle as endSession } from '../../../functions/endSession.ts';
import { handle as endSuperAdminMode } from '../../../functions/endSuperAdminMode.ts';
import { handle as enterSuperAdminMode } from '../../../functions/enterSuperAdminMode.ts';
import { handle as exchangeToken } from '../../../functions/exchangeToken.ts';
import { handle as addClientKey } from '../../../functions/addClientKey.ts';
import { handle as getMe } from '../../../functions/getMe.ts';
import { handle as getResource } from '../../../functions/getResource.ts';
import { handle as getUser } from '../../../functions/getUser.ts';
import { handle as introspectToken } from '../../../functions/introspectToken.ts';
import { handle as listApplications } from '../../../functions/listApplications.ts';
import { handle as listTags } from '../../../functions/listTags.ts';
import { handle as listTokens } from '../../../functions/listTokens.ts';
import { handle as listUsers } from '../../../functions/listUsers.ts';
import { handle as putApplication } from '../../../functions/putApplication.ts';
import { handle as removeSuperAdmin } from '../../../functions/removeSuperAdmin.ts';
import { handle as removeTagUser } from '../../../functions/removeTagUser.ts';
import { handle as removeTeamMember } from '../../../functions/removeTeamMember.ts';
import { handle as restoreToken } from '../../../functions/restoreToken.ts';
import { handle as revokeOAuthToken } from '../../../functions/revokeOAuthToken.ts';
import { handle as revokeToken } from '../../../functions/revokeToken.ts';
import { handle as rotateToken } from '../../../functions/rotateToken.ts';
import { handle as shareResourceWithTag } from '../../../functions/shareResourceWithTag.ts';
import { handle as shareResourceWithUser } from '../../../functions/shareResourceWithUser.ts';
import { handle as shareWithTag } from '../../../functions/shareWithTag.ts';
import { handle as shareWithUser } from '../../../functions/shareWithUser.ts';
import { handle as signOutUser } from '../../../functions/signOutUser.ts';
import { handle as unshareResourceWithTag } from '../../../functions/unshareResourceWithTag.ts';
import { handle as unshareResourceWithUser } from '../../../functions/unshareResourceWithUser.ts';
import { handle as unshareWithTag } from '../../../functions/unshareWithTag.ts';
import { handle as unshareWithUser } from '../../../functions/unshareWithUser.ts';
import { handle as updateRole } from '../../../functions/updateRole.ts';
import { handle as updateUser } from '../../../functions/updateUser.ts';
import { handle as updateTrustRule } from '../../../functions/updateTrustRule.ts';
import { operations, type OperationId, type Row } from '../../../shared/contract/operations.ts';
import type { Handle } from '../../../shared/runtime/call.ts';
import { serveWith, type OperationHandler } from '../../../shared/runtime/serveWith.ts';
import type { AllDependencies } from '../../support/allDependencies.ts';

type Bind = (dependencies: AllDependencies) => OperationHandler;

function bound<Id extends OperationId>(id: Id, handle: Handle<Row<Id>, AllDependencies>): Bind {
  return (dependencies) => serveWith(operations as Pick<typeof operations, Id>, id, { handle, dependencies });
}

/** The operations that clients of a simulation call, with their functions. */
export const simulated = {
  addSuperAdmin: bound('addSuperAdmin', addSuperAdmin),
  addTagUser: bound('addTagUser', addTagUser),
  addTeamMember: bound('addTeamMember', addTeamMember),
  attachRole: bound('attachRole', attachRole),
  createApplicationToken: bound('createApplicationToken', createApplicationToken),
  createAuthToken: bound('createAuthToken', createAuthToken),
  createResource: bound('createResource', createResource),
  createRole: bound('createRole', createRole),
  createTag: bound('createTag', createTag),
  createTeam: bound('createTeam', createTeam),
  createToken: bound('createToken', createToken),
  createTrustRule: bound('createTrustRule', createTrustRule),
  createUser: bound('createUser', createUser),
  deleteApplication: bound('deleteApplication', deleteApplication),
  deleteResource: bound('deleteResource', deleteResource),
  deleteRole: bound('deleteRole', deleteRole),
  deleteTag: bound('deleteTag', deleteTag),
  deleteClientKey: bound('deleteClientKey', deleteClientKey),
  deleteTeam: bound('deleteTeam', deleteTeam),
  deleteToken: bound('deleteToken', deleteToken),
  deleteTrustRule: bound('deleteTrustRule', deleteTrustRule),
  deleteUser: bound('deleteUser', deleteUser),
  detachRole: bound('detachRole', detachRole),
  disableUser: bound('disableUser', disableUser),
  enableUser: bound('enableUser', enableUser),
  endSession: bound('endSession', endSession),
  endSuperAdminMode: bound('endSuperAdminMode', endSuperAdminMode),
  enterSuperAdminMode: bound('enterSuperAdminMode', enterSuperAdminMode),
  exchangeToken: bound('exchangeToken', exchangeToken),
  addClientKey: bound('addClientKey', addClientKey),
  getMe: bound('getMe', getMe),
  getResource: bound('getResource', getResource),
  getUser: bound('getUser', getUser),
  introspectToken: bound('introspectToken', introspectToken),
  listApplications: bound('listApplications', listApplications),
  listTags: bound('listTags', listTags),
  listTokens: bound('listTokens', listTokens),
  listUsers: bound('listUsers', listUsers),
  putApplication: bound('putApplication', putApplication),
  removeSuperAdmin: bound('removeSuperAdmin', removeSuperAdmin),
  removeTagUser: bound('removeTagUser', removeTagUser),
  removeTeamMember: bound('removeTeamMember', removeTeamMember),
  restoreToken: bound('restoreToken', restoreToken),
  revokeOAuthToken: bound('revokeOAuthToken', revokeOAuthToken),
  revokeToken: bound('revokeToken', revokeToken),
  rotateToken: bound('rotateToken', rotateToken),
  shareResourceWithTag: bound('shareResourceWithTag', shareResourceWithTag),
  shareResourceWithUser: bound('shareResourceWithUser', shareResourceWithUser),
  shareWithTag: bound('shareWithTag', shareWithTag),
  shareWithUser: bound('shareWithUser', shareWithUser),
  signOutUser: bound('signOutUser', signOutUser),
  unshareResourceWithTag: bound('unshareResourceWithTag', unshareResourceWithTag),
  unshareResourceWithUser: bound('unshareResourceWithUser', unshareResourceWithUser),
  unshareWithTag: bound('unshareWithTag', unshareWithTag),
  unshareWithUser: bound('unshareWithUser', unshareWithUser),
  updateRole: bound('updateRole', updateRole),
  updateUser: bound('updateUser', updateUser),
  updateTrustRule: bound('updateTrustRule', updateTrustRule),
} satisfies Partial<Record<OperationId, Bind>>;

/** An operation of the simulation. */
export type SimulatedId = keyof typeof simulated;
