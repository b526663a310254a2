import type { DynamoDBRecord } from 'aws-lambda';
import { fromSeconds, toIso } from '../domain/time.ts';
import { readAudit } from '../store/audit.ts';
import type { Item } from '../store/item.ts';
import { readResource } from '../store/resources.ts';
import { itemOf } from '../store/streamImages.ts';
import { eventToWire } from './wireForms.ts';

/** An event as other systems get it: CloudEvents 1.0 in JSON. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same however often the event is delivered. */
  readonly id: string;
  /** The base URL of the API. */
  readonly source: string;
  readonly type: string;
  /** The id of what it happened to. */
  readonly subject: string;
  /** ISO 8601. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: object;
}

/** Beginning of every type; what follows is the operation, or a name of our own for what no request does. */
const typePrefix = 'com.service-users.';

/**
 * The event that a record of the table's stream tells of: an audit record that was put, or a resource that changed hands.
 * @returns undefined for any other record.
 * @throws Error when the stored item is malformed.
 */
export function cloudEventOf(record: DynamoDBRecord, source: string): CloudEvent | undefined {
  const after = itemOf(record.dynamodb?.NewImage);
  if (record.eventName === 'INSERT' && after['entity'] === 'event') return ofAudit(after, source);
  if (record.eventName === 'MODIFY' && after['entity'] === 'resource')
    return ofTransfer(record, after, source);
  return undefined;
}

function ofAudit(item: Item, source: string): CloudEvent {
  const event = readAudit(item);
  return {
    specversion: '1.0',
    id: event.eventId,
    source,
    type: typePrefix + event.action,
    subject: event.targetId,
    time: toIso(event.at),
    datacontenttype: 'application/json',
    data: eventToWire(event),
  };
}

/** SPEC section 9: each transfer tells the old and the new owner. */
function ofTransfer({ dynamodb }: DynamoDBRecord, after: Item, source: string): CloudEvent | undefined {
  const { ownerId: PreviousOwnerId } = readResource(itemOf(dynamodb?.OldImage));
  const { resourceId, resourceType, name, externalId, ownerId, version } = readResource(after);
  if (PreviousOwnerId === ownerId) return undefined;
  return {
    specversion: '1.0',
    id: `${resourceId}/${version}`,
    source,
    type: `${typePrefix}resource.transferred`,
    subject: resourceId,
    time: toIso(fromSeconds(dynamodb?.ApproximateCreationDateTime ?? 0)),
    datacontenttype: 'application/json',
    data: {
      ResourceId: resourceId,
      ResourceType: resourceType,
      Name: name,
      ExternalId: externalId ?? null,
      OwnerId: ownerId,
      PreviousOwnerId,
    },
  };
}
