import { api, field, must, type Answer } from './api.ts';
import { aName } from './created.ts';
import { asSuperAdmin, type SignedIn } from './people.ts';

/** Somebody or something with an id. */
interface Identified {
  readonly userId: string;
}

/** Creates a tag of the test's own in ada's mode, so that she is its Owner, or as somebody else. */
export async function aCreatedTag(as?: string): Promise<{ tagId: string; value: string }> {
  const value = aName('value');
  const body = { TagKey: 'team', TagValue: value };
  const answer = await must(201, api('POST', '/tags', { as: as ?? (await asSuperAdmin()), body }));
  return { tagId: field(answer, 'TagId'), value };
}

/** Puts a user on a tag. */
export async function putOnTag(
  tagId: string,
  { userId }: Identified,
  AccessType = 'ReadOnly',
): Promise<Answer> {
  const as = await asSuperAdmin();
  return await must(200, api('PUT', `/tags/${tagId}/users/${userId}`, { as, body: { AccessType } }));
}

/** Takes a user off a tag. */
export async function takeOffTag(tagId: string, { userId }: Identified): Promise<Answer> {
  return await must(204, api('DELETE', `/tags/${tagId}/users/${userId}`, { as: await asSuperAdmin() }));
}

/** Asks for an Owner share of a service user for a user. */
export function share(as: string, of: Identified, grantee: Identified): Promise<Answer> {
  const body = { AccessType: 'Owner' };
  return api('PUT', `/users/${of.userId}/shares/users/${grantee.userId}`, { as, body });
}

/** Asks to take the share of a user away. */
export function unshare(as: string, of: Identified, grantee: Identified): Promise<Answer> {
  return api('DELETE', `/users/${of.userId}/shares/users/${grantee.userId}`, { as });
}

/** Asks to take the share of a user away, and to revoke the tokens that the user created. */
export function unshareAndRevoke(as: string, of: Identified, grantee: Identified): Promise<Answer> {
  return api('DELETE', `/users/${of.userId}/shares/users/${grantee.userId}?revokeTokens=true`, { as });
}

/** Puts somebody on a new tag that a service user is shared with. */
export async function shareByTag(as: string, of: Identified, member: Identified): Promise<string> {
  const { tagId } = await aCreatedTag();
  await putOnTag(tagId, member);
  await must(200, shareWithTag(as, of, tagId));
  return tagId;
}

/** Asks for an Owner share of a service user for a tag. */
export function shareWithTag(as: string, of: Identified, tagId: string): Promise<Answer> {
  return api('PUT', `/users/${of.userId}/shares/tags/${tagId}`, { as, body: { AccessType: 'Owner' } });
}

/** A resource as its owner knows it. */
export interface CreatedResource {
  readonly resourceId: string;
  readonly path: string;
}

/** Registers a resource of the test's own: as somebody who may, or in the mode. */
export async function aCreatedResource(by?: {
  as: string;
  assumed?: string;
  type?: string;
}): Promise<CreatedResource> {
  const { type = 'notebook', ...credentials } = by ?? { as: await asSuperAdmin() };
  const body = { ResourceType: type, Name: aName('resource') };
  const resourceId = field(
    await must(201, api('POST', '/resources', { ...credentials, body })),
    'ResourceId',
  );
  return { resourceId, path: `/resources/${resourceId}` };
}

/** Asks for a share of a resource for a user. */
export function shareResource(
  as: string,
  { path }: CreatedResource,
  given: { to: Identified; AccessType: string },
): Promise<Answer> {
  const { to, AccessType } = given;
  return api('PUT', `${path}/shares/users/${to.userId}`, { as, body: { AccessType } });
}

/** Whether a token is accepted beside its person: 200 or 401. */
export async function statusOf(who: SignedIn, assumed: string): Promise<number> {
  return (await api('GET', '/users/me', { as: who.token, assumed })).status;
}
