import type { EventId } from '../domain/ids.ts';
import { instant, type Instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import { auditKey, auditPartition } from './keys.ts';
import type { Item, ItemPage, Table, Write } from './table.ts';

/** One record of the audit trail (SPEC section 13). Never holds a token value (A5). */
export interface AuditEvent {
  readonly eventId: EventId;
  readonly at: Instant;
  /** The operation, such as `createUser`. */
  readonly action: string;
  /** The person, or the service user where nobody is behind it. */
  readonly actorId: string;
  readonly serviceUserId: string | undefined;
  readonly tokenId: string | undefined;
  readonly targetId: string;
  readonly roleId: string;
  readonly reason: string | undefined;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** Appends a record; it can be written once only. */
export function putAudit(event: AuditEvent): Write {
  return {
    put: { ...auditKey(event.targetId, event.eventId), entity: 'event', ...event },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Parses a record. @throws Error when the item is malformed. */
export function readAudit(item: Item): AuditEvent {
  return {
    eventId: stringAt(item, 'eventId') as EventId,
    at: instant(numberAt(item, 'at')),
    action: stringAt(item, 'action'),
    actorId: stringAt(item, 'actorId'),
    serviceUserId: optionalStringAt(item, 'serviceUserId'),
    tokenId: optionalStringAt(item, 'tokenId'),
    targetId: stringAt(item, 'targetId'),
    roleId: stringAt(item, 'roleId'),
    reason: optionalStringAt(item, 'reason'),
    detail: item['detail'] as Record<string, unknown>,
    requestId: stringAt(item, 'requestId'),
    sourceIp: stringAt(item, 'sourceIp'),
  };
}

/** One page of the events of a target, newest first. */
export function queryAudit(
  table: Table,
  page: { targetId: string; limit: number; after: string | undefined },
): Promise<ItemPage> {
  const partition = expression`#pk = ${auditPartition(page.targetId)}`;
  return table.query({
    key: page.after === undefined ? partition : expression`${partition} AND #sk < ${page.after}`,
    descending: true,
    limit: page.limit,
  });
}
