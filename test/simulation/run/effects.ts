import type { Credential } from './knowledge.ts';
import type { SimulatedId } from './operations.ts';

/** A change that was asked for. */
export interface Asked {
  readonly id: SimulatedId;
  readonly params: Readonly<Record<string, string>>;
  /** Of a change of a credential by its value: which. */
  readonly about?: Credential | undefined;
  /** The person who asked, or the service user. */
  readonly by: string;
}

type Which = (credential: Credential, asked: Asked) => boolean;

const ofUser: Which = ({ userId, personId }, { params }) =>
  userId === params['userId'] || personId === params['userId'];
/** And what was got with it. */
const ofToken: Which = ({ kind, id, source }, { params }) =>
  (kind === 'secret' && id === params['tokenId']) || (source !== undefined && source === params['tokenId']);
/** What was got by a trust rule or with a client key. */
const ofTrust: Which = ({ source }, { params }) => source !== undefined && source === params['trustRuleId'];
const ofKey: Which = ({ source, userId }, { params }) =>
  source !== undefined && source === params['clientKeyId'] && userId === params['userId'];
/** A secret that a rotation replaced opens nothing any more: presenting it ends nothing else. */
const ofItself: Which = ({ id, source }, { about }) =>
  about !== undefined && !about.ends.has('rotateToken') && [id, source].includes(about.id);
const ofMode = (person: string, { personId, byMode }: Credential): boolean =>
  personId === person && byMode !== 'no';
const ofRole: Which = ({ userId, roleId }, { params }) =>
  userId === params['userId'] && roleId === params['roleId'];
/** Got by a person for a service user, by a share as far as can be told. */
const assumed: Which = ({ userId, personId, byMode }) => userId !== personId && byMode !== 'yes';
const ofWay: Which = (credential, asked) =>
  assumed(credential, asked) &&
  [credential.userId, undefined].includes(asked.params['userId'] ?? undefined) &&
  [credential.personId, undefined].includes(asked.params['granteeId'] ?? undefined);

/** Access that a tag gave: the credential's access is looked up when the change is acknowledged. */
const ofMember: Which = (credential, asked) =>
  assumed(credential, asked) && credential.personId === asked.params['userId'];

/** What an acknowledged change ends, of what was handed out before it was asked for. */
export const ends: Partial<Record<SimulatedId, Which>> = {
  disableUser: ofUser,
  deleteUser: ofUser,
  signOutUser: (credential, asked) => ofUser(credential, asked),
  revokeToken: ofToken,
  deleteToken: ofToken,
  rotateToken: ofToken,
  revokeOAuthToken: ofItself,
  updateTrustRule: ofTrust,
  deleteTrustRule: ofTrust,
  deleteClientKey: ofKey,
  endSession: ({ id }, { params }) => id === params['sessionId'],
  endSuperAdminMode: (credential, { by }) => ofMode(by, credential),
  removeSuperAdmin: (credential, { params }) => ofMode(params['userId'] ?? '', credential),
  detachRole: (credential, asked) => credential.kind !== 'mode' && ofRole(credential, asked),
  // One that lists did not show in use yet may be deleted: what is bound to it ends with it.
  deleteRole: ({ kind, roleId }, { params }) => kind !== 'mode' && roleId === params['roleId'],
};

/** Changes after which credentials are dead whose access is gone: which they are depends on what is still there. */
export const endsAccess: Partial<Record<SimulatedId, Which>> = {
  unshareWithUser: ofWay,
  unshareWithTag: (credential, asked) =>
    assumed(credential, asked) && credential.userId === asked.params['userId'],
  removeTagUser: ofMember,
  deleteTag: assumed,
};

/** Changes that end what came from the mode. */
export const modeEnds: ReadonlySet<SimulatedId> = new Set(['endSuperAdminMode', 'removeSuperAdmin']);

/** What may end a credential, whatever comes of the request: from then on it may be refused. */
export function mayEnd(credential: Credential, asked: Asked): boolean {
  if (asked.id === 'endSession') return credential.id === asked.params['sessionId'];
  // Of what came from the mode, nobody can tell from which of its sessions.
  if (asked.about?.kind === 'mode' && ofMode(asked.about.personId, credential)) return true;
  return [ends[asked.id], endsAccess[asked.id]].some((which) => which?.(credential, asked) === true);
}

/** What was got with a token comes back with it, but not what the generation of its user ended. */
function restoredFrom({ kind }: Credential): readonly string[] {
  const revoked = ['revokeToken', 'revokeOAuthToken'];
  return kind === 'secret' ? [...revoked, 'disableUser', 'signOutUser'] : revoked;
}

/** From which ends a request may bring credentials back. */
export function revivedBy(credential: Credential, asked: Asked): readonly string[] {
  if (asked.id === 'restoreToken' && ofToken(credential, asked)) return restoredFrom(credential);
  if (asked.id === 'enableUser' && credential.kind === 'signIn' && ofUser(credential, asked))
    return ['disableUser'];
  return asked.id === 'attachRole' && ofRole(credential, asked) ? ['detachRole'] : [];
}
