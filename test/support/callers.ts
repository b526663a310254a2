import { api, must, type CallSettings } from './api.ts';
import { aCreatedRole, aCreatedServiceUser, actAs, asServiceUser } from './created.ts';
import { aHolderOf, aMember, anAdministrator, aSuperAdmin, asSuperAdmin, inMode } from './people.ts';
import { aCreatedResource, aCreatedTag, putOnTag, shareResource } from './sharing.ts';
import { aServiceToken } from './tokens.ts';

/** What a call carries to say who it is. */
export type Credentials = Pick<CallSettings, 'as' | 'assumed'>;

/** A member with access to a service user, a tag, a resource and a role, but not to those that calls are about. */
async function anOwnerOfOtherThings(): Promise<Credentials> {
  const who = await aMember();
  const [{ tagId }, resource] = await Promise.all([
    aCreatedTag(),
    aCreatedResource(),
    aCreatedServiceUser({ sharedWith: who }),
    aCreatedRole({ RoleManagers: [who.userId] }),
  ]);
  await putOnTag(tagId, who, 'Owner');
  await must(200, shareResource(await asSuperAdmin(), resource, { to: who, AccessType: 'Owner' }));
  await must(200, api('GET', '/users/me', { as: who.token }));
  return { as: who.token };
}

/** Kinds of principal; none of them has access to what the calls are about, but for the mode. */
export const callers = {
  'owner of other things': anOwnerOfOtherThings,
  manager: async () => ({ as: (await aHolderOf('SystemRole-Managers')).token }),
  administrator: async () => ({ as: (await anAdministrator()).token }),
  'Super-Admin member, mode off': async () => ({ as: (await aSuperAdmin()).token }),
  'Super-Admin mode': async () => ({ as: await inMode(await aSuperAdmin()) }),
  'service user, assumed': async () => await actAs(),
  'service user, assumed, administrator': async () => await asServiceUser(),
  'service user, by a token of its own': async () => ({ as: (await aServiceToken()).value }),
} as const satisfies Record<string, () => Promise<Credentials>>;

/** The name of a kind of principal. */
export type Caller = keyof typeof callers;
