import type { ResourceId } from '../domain/ids.ts';
import { instant, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import { ownedResourceKey, resourceKey, resourceShards, resourcesList, type Key } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** An entry of the registry: that somebody owns something of the platform (SPEC section 9). */
export interface Resource {
  readonly resourceId: ResourceId;
  readonly resourceType: string;
  readonly name: string;
  readonly externalId: string | undefined;
  readonly ownerId: string;
  readonly createdAt: Instant;
  /** Raised by every change of owner. */
  readonly version: number;
}

/** Parses a resource item. @throws Error when the item is malformed. */
export function readResource(item: Item): Resource {
  return {
    resourceId: stringAt(item, 'resourceId') as ResourceId,
    resourceType: stringAt(item, 'resourceType'),
    name: stringAt(item, 'name'),
    externalId: optionalStringAt(item, 'externalId'),
    ownerId: stringAt(item, 'ownerId'),
    createdAt: instant(numberAt(item, 'createdAt')),
    version: numberAt(item, 'version'),
  };
}

/** One consistent read of a resource. */
export async function getResource(table: Table, resourceId: string): Promise<Resource | undefined> {
  const item = await table.get(resourceKey(resourceId));
  return item === undefined ? undefined : readResource(item);
}

/** The whole item of a resource. Its place in the lists does not depend on its owner. */
export function resourceItem(resource: Resource): Item {
  const { externalId, ...fields } = resource;
  return {
    ...resourceKey(resource.resourceId),
    entity: 'resource',
    ...fields,
    ...(externalId === undefined ? {} : { externalId }),
    listPk: resourcesList(shardOf(resource.resourceId)),
    byName: resource.resourceId,
    byCreated: typedPosition(resource.resourceType, resource.resourceId),
  };
}

/** Where a resource stands among those of its type; no type holds the separator. */
export function typedPosition(resourceType: string, resourceId: string): string {
  return `${resourceType}#${resourceId}`;
}

/** The last five bits of an id are random, so resources spread evenly. */
function shardOf(resourceId: string): number {
  return '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(resourceId.at(-1) ?? '') % resourceShards;
}

/** That somebody owns a resource, in the owner's partition. */
export function ownedResourceItem({
  ownerId,
  resourceId,
  resourceType,
}: Pick<Resource, 'ownerId' | 'resourceId' | 'resourceType'>): Item {
  return { ...ownedResourceKey(ownerId, resourceId), entity: 'ownedResource', resourceId, resourceType };
}

/** The writes of a new resource: the entry, and that its owner owns it. */
export function putNewResource(resource: Resource): Write[] {
  return [
    { put: resourceItem(resource), condition: expression`attribute_not_exists(#pk)` },
    { put: ownedResourceItem(resource) },
  ];
}

/** The writes of a resource that is taken out; the first fails where it was changed meanwhile. A worker removes its shares. */
export function removeResource({ resourceId, ownerId, version }: Resource): Write[] {
  return [
    { remove: resourceKey(resourceId), condition: expression`#version = ${version}` },
    { remove: ownedResourceKey(ownerId, resourceId) },
  ];
}

/** Repeats that a resource is still there. */
export function checkResource(resourceId: string): Write & { readonly check: Key } {
  return { check: resourceKey(resourceId), condition: expression`attribute_exists(#pk)` };
}

/** Repeats that somebody still owns a resource. */
export function checkOwner(resourceId: string, ownerId: string): Write & { readonly check: Key } {
  return { check: resourceKey(resourceId), condition: expression`#ownerId = ${ownerId}` };
}
