import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { putAudit, queryAudit, readAudit, type AuditEvent } from '../../shared/store/audit.ts';
import type { Table } from '../../shared/store/table.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { stored } from '../support/stored.ts';

let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

function anEvent(given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    eventId: newId('event'),
    at: instant(1_760_000_000_000),
    action: 'disableUser',
    actorId: 'usr_a',
    serviceUserId: undefined,
    tokenId: undefined,
    targetId: 'svc_b',
    roleId: 'Super-Admin',
    reason: undefined,
    detail: {},
    requestId: 'r-1',
    sourceIp: '192.0.2.7',
    ...given,
  };
}

describe('the audit trail', () => {
  it('gives records back as they were written', async () => {
    const plain = anEvent({ targetId: 'svc_plain' });
    const full = anEvent({
      targetId: 'svc_plain',
      serviceUserId: 'svc_c',
      tokenId: 'tok_d',
      reason: 'line\nbreak "quoted"',
      detail: { changed: ['teams'], nested: { at: 1 } },
    });
    await stored(table, putAudit(plain), putAudit(full));
    const { items } = await queryAudit(table, { targetId: 'svc_plain', limit: 10, after: undefined });
    expect(items.map(readAudit)).toEqual([full, plain]);
  });

  it('never writes over a record', async () => {
    const event = anEvent({ targetId: 'svc_once' });
    await stored(table, putAudit(event));
    expect(await table.transact([putAudit({ ...event, action: 'forged' })])).toEqual([
      { index: 0, reason: 'condition' },
    ]);
    const { items } = await queryAudit(table, { targetId: 'svc_once', limit: 10, after: undefined });
    expect(items.map((item) => readAudit(item).action)).toEqual(['disableUser']);
  });

  it('is read newest first, page by page, of one target only', async () => {
    const events = Array.from({ length: 7 }, () => anEvent({ targetId: 'svc_many' }));
    for (const event of events) await stored(table, putAudit(event));
    await stored(table, putAudit(anEvent({ targetId: 'svc_many2' })));
    const ids: string[] = [];
    let after: string | undefined;
    for (;;) {
      const { items } = await queryAudit(table, { targetId: 'svc_many', limit: 3, after });
      ids.push(...items.map((item) => readAudit(item).eventId));
      if (items.length < 3) break;
      after = ids.at(-1);
    }
    expect(ids).toEqual(events.map(({ eventId }) => eventId).reverse());
  });
});
