import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { cloudEventOf, type CloudEvent } from '../../shared/runtime/cloudEvents.ts';
import { publishRecords } from '../../shared/runtime/publishing.ts';
import { putAudit, type AuditEvent } from '../../shared/store/audit.ts';
import { resourceItem } from '../../shared/store/resources.ts';
import { itemOf } from '../../shared/store/streamImages.ts';
import { aResource } from '../support/estate.ts';
import { aStreamRecord } from '../support/streamRecord.ts';

const source = 'https://api.example.com';

function anEvent(given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    eventId: newId('event'),
    at: instant(1_750_000_000_000),
    action: 'disableUser',
    actorId: 'usr_00000000000000000000000001',
    serviceUserId: undefined,
    tokenId: undefined,
    targetId: newId('serviceUser'),
    roleId: 'Super-Admin',
    reason: undefined,
    detail: { generation: 2 },
    requestId: 'request',
    sourceIp: '127.0.0.1',
    ...given,
  };
}

function recordOf(event: AuditEvent) {
  const write = putAudit(event);
  return aStreamRecord('INSERT', { after: 'put' in write ? write.put : {} });
}

/** A bus that takes events but for those of one action, and keeps what each call held. */
function aBus(refusing?: string) {
  const calls: string[][] = [];
  const put = (events: readonly CloudEvent[]): Promise<number> => {
    calls.push(events.map(({ subject }) => subject));
    return Promise.resolve(events.findIndex(({ type }) => type === `com.service-users.${refusing}`));
  };
  return { calls, publishing: { worker: 'test', source, put } };
}

describe('a stored change as a CloudEvent', () => {
  it('is what GET /users/{id}/events shows, with who, what and when around it', () => {
    const event = anEvent();
    expect(cloudEventOf(recordOf(event), source)).toEqual({
      specversion: '1.0',
      id: event.eventId,
      source,
      type: 'com.service-users.disableUser',
      subject: event.targetId,
      time: '2025-06-15T15:06:40.000Z',
      datacontenttype: 'application/json',
      data: {
        EventId: event.eventId,
        At: '2025-06-15T15:06:40.000Z',
        Action: 'disableUser',
        ActorId: 'usr_00000000000000000000000001',
        TargetId: event.targetId,
        RoleId: 'Super-Admin',
        Detail: { generation: 2 },
        RequestId: 'request',
        SourceIp: '127.0.0.1',
      },
    });
  });

  it('D4 of a resource that changed hands names both owners, under an id that stays the same', () => {
    const before = aResource('svc_old', { externalId: 'arn:x' });
    const after = { ...before, ownerId: 'usr_new', version: 2 };
    const record = aStreamRecord('MODIFY', { before: resourceItem(before), after: resourceItem(after) });
    const event = cloudEventOf(record, source);
    expect(event).toMatchObject({
      id: `${before.resourceId}/2`,
      type: 'com.service-users.resource.transferred',
      subject: before.resourceId,
      data: { OwnerId: 'usr_new', PreviousOwnerId: 'svc_old', ResourceType: 'table', ExternalId: 'arn:x' },
    });
    expect(cloudEventOf(record, source)).toEqual(event);
  });

  it.each([
    ['a resource that stays with its owner', 'MODIFY', resourceItem(aResource('svc_a'))],
    ['a new resource', 'INSERT', resourceItem(aResource('svc_a'))],
    ['an item of another kind', 'INSERT', { pk: 'USER#x', sk: 'USER', entity: 'user' }],
    ['a record that TTL or a restore took away', 'REMOVE', { pk: 'AUDIT#x', sk: 'y', entity: 'event' }],
  ] as const)('is none for %s', (_, name, item) => {
    const images = name === 'REMOVE' ? { before: item } : { before: item, after: item };
    expect(cloudEventOf(aStreamRecord(name, images), source)).toBeUndefined();
  });
});

describe('an image of the stream', () => {
  it('reads as the item that was stored', () => {
    const item = {
      pk: 'a',
      n: 1.5,
      yes: true,
      none: null,
      map: { list: [1, 'b', { c: false }] },
      set: new Set(['x', 'y']),
    };
    expect(itemOf(aStreamRecord('INSERT', { after: item }).dynamodb.NewImage)).toEqual(item);
  });

  it('is a defect with a type that nothing here stores', () => {
    expect(() => itemOf({ bytes: { B: 'AA==' } })).toThrow('attribute of type B');
  });
});

describe('publishing', () => {
  it('hands over ten at most, all of different users, in the order of the stream', async () => {
    const [a, b] = [newId('serviceUser'), newId('serviceUser')];
    const others = Array.from({ length: 11 }, () => newId('serviceUser'));
    const { calls, publishing } = aBus();
    const records = [a, b, a, ...others].map((targetId) => recordOf(anEvent({ targetId })));
    expect(await publishRecords(records, publishing)).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([[a, b], [a, ...others.slice(0, 9)], others.slice(9)]);
  });

  it('stops at an event that the bus does not take: it and all after it come again', async () => {
    const records = ['enableUser', 'broken', 'enableUser'].map((action) => recordOf(anEvent({ action })));
    const later = recordOf(anEvent({ targetId: String(records[0]?.dynamodb.NewImage?.['targetId']?.S) }));
    const { calls, publishing } = aBus('broken');
    expect(await publishRecords([...records, later], publishing)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb.SequenceNumber }],
    });
    expect(calls).toHaveLength(1);
  });

  it('publishes what comes before a record that cannot be read, and reports that one', async () => {
    const broken = aStreamRecord('INSERT', { after: { pk: 'AUDIT#x', sk: 'y', entity: 'event' } });
    const { calls, publishing } = aBus();
    expect(await publishRecords([recordOf(anEvent()), broken, recordOf(anEvent())], publishing)).toEqual({
      batchItemFailures: [{ itemIdentifier: broken.dynamodb.SequenceNumber }],
    });
    expect(calls).toHaveLength(1);
  });

  it('reports the first record of a call that was not answered', async () => {
    const records = [recordOf(anEvent()), recordOf(anEvent())];
    const put = () => Promise.reject(new Error('the bus is down'));
    expect(await publishRecords(records, { worker: 'test', source, put })).toEqual({
      batchItemFailures: [{ itemIdentifier: records[0]?.dynamodb.SequenceNumber }],
    });
  });

  it('does nothing for records that tell of nothing', async () => {
    const { calls, publishing } = aBus();
    const record = aStreamRecord('INSERT', { after: { pk: 'USER#x', sk: 'USER', entity: 'user' } });
    expect(await publishRecords([record], publishing)).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([]);
  });
});
