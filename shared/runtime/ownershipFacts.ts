import { idPatterns } from '../domain/ids.ts';
import { permits } from '../domain/role.ts';
import { factsOf } from '../policy/decide.ts';
import type { FactName } from '../policy/facts.ts';
import type { Access } from '../store/access.ts';
import { grantCounts, grantOf, type Counting } from '../store/grants.ts';
import { resourceKey, resourceUserShareKey, tagMemberKey, type Key } from '../store/keys.ts';
import { readResource } from '../store/resources.ts';
import { countingShare, findSharedTag, type Shared } from '../store/shares.ts';
import { readTagMember } from '../store/tags.ts';
import type { Authenticated } from './authenticate.ts';
import type { Credentials } from './credentials.ts';
import type { FactSource } from './factSource.ts';
import { hintFor } from './tokenHints.ts';

/** Facts about the tag or resource of the path, and how the caller has access to a resource. */
export interface OwnershipFacts {
  readonly facts: Partial<Record<FactName, boolean>>;
  readonly access: Access | undefined;
}

/** The identity that a request may turn out to run as, as far as its credentials tell without a read. */
function identityOf({ authorization, serviceUser }: Credentials): string | undefined {
  const credential = serviceUser ?? authorization;
  if (credential?.kind === 'issuer') return credential.personId;
  if (credential?.kind === 'authToken') return credential.claims.sub;
  return credential === undefined ? undefined : hintFor(credential.hash)?.userId;
}

/** Notes what facts about a tag or resource need, so that they come with the first read. */
export function wantOwnership({ rule, params, snapshot }: FactSource, credentials: Credentials): void {
  const named = factsOf(rule);
  const { tagId = '', resourceId = '' } = params;
  const keysFor = (userId: string | undefined, key: (userId: string) => Key): Key[] =>
    userId === undefined ? [] : [key(userId)];
  const userId = identityOf(credentials);
  if (named.has('ownsTag') && idPatterns.tag.test(tagId))
    snapshot.want(...keysFor(userId, (id) => tagMemberKey(id, tagId)));
  if (named.has('ownsResource') && idPatterns.resource.test(resourceId)) {
    const share = keysFor(userId, (id) => resourceUserShareKey(resourceId, id));
    snapshot.want(resourceKey(resourceId), ...share);
  }
}

/** Establishes whether the caller owns the tag, or owns or has access to the resource, where the rule asks. */
export async function loadOwnership(source: FactSource, caller: Authenticated): Promise<OwnershipFacts> {
  const named = factsOf(source.rule);
  if (named.has('ownsTag')) return { facts: { ownsTag: await ownsTag(source, caller) }, access: undefined };
  if (!named.has('ownsResource')) return { facts: {}, access: undefined };
  const owner = await ownership(source, caller);
  if (owner !== undefined || !named.has('accessToResource'))
    return {
      facts: { ownsResource: owner !== undefined, accessToResource: owner !== undefined },
      access: owner,
    };
  const access = await shareOfResource(source, caller, false);
  return { facts: { ownsResource: false, accessToResource: access !== undefined }, access };
}

/** Only what is not older than the user's own item counts (see {@link Counting}). */
function countingFor({ user }: Authenticated): Counting {
  return { since: user.createdAt };
}

async function ownsTag({ params, snapshot }: FactSource, caller: Authenticated): Promise<boolean> {
  if (params['tagId'] === undefined) return false;
  const item = await snapshot.fetch(tagMemberKey(caller.principal.userId, params['tagId']));
  if (item === undefined) return false;
  const member = readTagMember(item);
  return member.accessType === 'Owner' && grantCounts(member, countingFor(caller));
}

/** H8: persons and service users alike own resources, and have Owner shares of them, direct or through a tag. */
async function ownership(source: FactSource, caller: Authenticated): Promise<Access | undefined> {
  const { params, snapshot } = source;
  if (params['resourceId'] === undefined) return undefined;
  const item = await snapshot.fetch(resourceKey(params['resourceId']));
  if (item === undefined) return undefined;
  if (readResource(item).ownerId === caller.principal.userId) return { by: 'ownership' };
  return await shareOfResource(source, caller, true);
}

/** A share of the resource; as Owner, or of any type. Not looked for where the rule permits by what is known already. */
async function shareOfResource(
  source: FactSource,
  caller: Authenticated,
  asOwner: boolean,
): Promise<Access | undefined> {
  const { resourceId } = source.params;
  if (resourceId === undefined || permittedAnyway(source, caller)) return undefined;
  const { userId } = caller.principal;
  const of: Shared = { kind: 'resource', id: resourceId };
  const item = await source.snapshot.fetch(resourceUserShareKey(resourceId, userId));
  const share = countingShare(item, countingFor(caller));
  if (share !== undefined && (!asOwner || share.accessType === 'Owner'))
    return { by: 'share', grant: grantOf(share) };
  return await findSharedTag(source.table, of, {
    memberId: userId,
    ...(asOwner ? { accessType: 'Owner' } : {}),
    ...countingFor(caller),
  });
}

/** The mode, or a permission of the active role that is enough by itself: shares would change nothing. */
function permittedAnyway({ rule }: FactSource, { principal }: Authenticated): boolean {
  if (principal.kind === 'person' && principal.mode !== undefined) return true;
  const enough = rule.permit.flatMap((facts) => (facts.length === 1 ? facts : []));
  return enough.some(
    (fact) => fact.startsWith('may:') && permits(principal.role.permissions, fact.slice('may:'.length)),
  );
}
