import type * as z from 'zod';
import type { resource, share, tag, tagMember } from '../contract/wire.ts';
import { toIso } from '../domain/time.ts';
import type { Resource } from '../store/resources.ts';
import type { Share } from '../store/shares.ts';
import type { Tag, TagMember } from '../store/tags.ts';

/** A share on the wire. */
export function shareToWire(from: Share): z.input<typeof share> {
  return {
    GranteeType: from.granteeType,
    GranteeId: from.granteeId,
    AccessType: from.accessType,
    CreatedAt: toIso(from.createdAt),
    CreatedBy: from.createdBy,
  };
}

/** A tag on the wire. */
export function tagToWire(from: Tag): z.input<typeof tag> {
  return {
    TagId: from.tagId,
    TagKey: from.tagKey,
    TagValue: from.tagValue,
    CreatedAt: toIso(from.createdAt),
  };
}

/** A user on a tag on the wire. */
export function tagMemberToWire(from: TagMember): z.input<typeof tagMember> {
  return {
    TagId: from.tagId,
    UserId: from.userId,
    AccessType: from.accessType,
    CreatedAt: toIso(from.createdAt),
    CreatedBy: from.createdBy,
  };
}

/** A resource on the wire. */
export function resourceToWire(from: Resource): z.input<typeof resource> {
  return {
    ResourceId: from.resourceId,
    ResourceType: from.resourceType,
    Name: from.name,
    ExternalId: from.externalId ?? null,
    OwnerId: from.ownerId,
    CreatedAt: toIso(from.createdAt),
  };
}
