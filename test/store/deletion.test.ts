import { beforeEach, describe, expect, it } from 'vitest';
import { queryAudit, readAudit } from '../../shared/store/audit.ts';
import { continueDeletion } from '../../shared/store/deletion.ts';
import { findReceipt } from '../../shared/store/finishDeletion.ts';
import { gonePersonKey, resourceKey, superAdminsKey, tagMemberKey } from '../../shared/store/keys.ts';
import { readSuperAdmins } from '../../shared/store/superAdmins.ts';
import { readTagMember } from '../../shared/store/tags.ts';
import { countingTable, DyingTable, Killed } from '../support/dyingTable.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { anEstate, begun, claimOf, ownResources, workOn } from '../support/estate.ts';
import { expectHandedOver } from '../support/handedOver.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { given, stored, userWrites } from '../support/stored.ts';

let embedded: EmbeddedTable;
beforeEach(async () => {
  embedded = await embeddedTable();
});

describe('a delete', () => {
  it.each(['service', 'person'] as const)(
    'D4, D6 hands everything over and leaves nothing of a %s',
    async (kind) => {
      const estate = await anEstate(embedded, { kind });
      await begun(embedded.table, estate);
      const outcome = await continueDeletion(embedded.table, workOn(estate.user));
      expect(outcome).toEqual({
        state: 'done',
        receipt: {
          userId: estate.user.userId,
          transferredTo: estate.heir.userId,
          resources: 65,
          tags: 3,
          roles: 2,
          startedAt: '2025-10-09T08:53:20.000Z',
          completedAt: '2025-10-09T08:54:20.000Z',
        },
      });
      await expectHandedOver(embedded, estate);
    },
  );

  it('D6 frees the name with the user item, and keeps one receipt in the audit', async () => {
    const estate = await anEstate(embedded, { resources: 1 });
    const { userId } = estate.user;
    await begun(embedded.table, estate);
    expect(await embedded.table.get(claimOf(estate.user))).toBeDefined();
    await continueDeletion(embedded.table, workOn(estate.user));
    expect(await embedded.table.get(claimOf(estate.user))).toBeUndefined();
    const { items } = await queryAudit(embedded.table, { targetId: userId, limit: 10, after: undefined });
    expect(items.map(readAudit)).toMatchObject([
      {
        action: 'deletionCompleted',
        actorId: 'usr_00000000000000000000000001',
        requestId: 'request',
        detail: {
          userName: estate.user.userName,
          transferredTo: estate.heir.userId,
          resources: 1,
          tags: 3,
          roles: 2,
        },
      },
    ]);
    expect(await findReceipt(embedded.table, userId)).toMatchObject({ userId, resources: 1 });
    expect(await continueDeletion(embedded.table, workOn(estate.user))).toEqual({ state: 'absent' });
  });

  it('lets the heir keep since when it was on a tag, and counts the tag', async () => {
    const estate = await anEstate(embedded, { resources: 0 });
    await begun(embedded.table, estate);
    await continueDeletion(embedded.table, workOn(estate.user));
    const [fresh, , kept] = await embedded.table.getMany(
      estate.tagIds.map((tagId) => tagMemberKey(estate.heir.userId, tagId)),
    );
    expect(readTagMember(kept ?? {}).createdAt).toBe(given);
    expect(readTagMember(fresh ?? {}).createdAt).toBe(workOn(estate.user).clock());
  });

  it('takes a deleted person out of the Super-Admins, but keeps that the person was removed from them', async () => {
    const [estate, removed] = [
      await anEstate(embedded, { kind: 'person', resources: 0 }),
      await anEstate(embedded, { kind: 'person', resources: 0 }),
    ];
    const members = new Set([estate.user.userId, 'usr_00000000000000000000000001']);
    const enabled = new Set(['usr_00000000000000000000000001']);
    const registry = { members, enabled, added: members, removed: new Set([removed.user.userId]) };
    await stored(embedded.table, { put: { ...superAdminsKey, ...registry } });
    for (const one of [estate, removed]) {
      await begun(embedded.table, one);
      await continueDeletion(embedded.table, workOn(one.user));
    }
    expect(readSuperAdmins(await embedded.table.get(superAdminsKey))).toEqual({
      members: enabled,
      added: enabled,
      enabled,
      removed: new Set([removed.user.userId]),
    });
    expect(await embedded.table.get(gonePersonKey(estate.user.userId))).toMatchObject({
      entity: 'gonePerson',
    });
  });

  it('takes away what says of itself that it owns something which is not there', async () => {
    const estate = await anEstate(embedded, { resources: 2 });
    const [lost] = estate.resourceIds;
    await stored(embedded.table, { remove: resourceKey(lost ?? '') });
    await begun(embedded.table, estate);
    expect(await continueDeletion(embedded.table, workOn(estate.user))).toMatchObject({
      receipt: { resources: 1 },
    });
    await expectHandedOver(embedded, { ...estate, resourceIds: estate.resourceIds.slice(1) });
  });
});

describe('the transfer user', () => {
  it('D7 who is disabled meanwhile receives nothing more; the rest waits, and goes on when enabled again', async () => {
    const estate = await anEstate(embedded);
    const { table } = embedded;
    await begun(table, estate);
    await expect(continueDeletion(new DyingTable(embedded, 0, 'after'), workOn(estate.user))).rejects.toThrow(
      Killed,
    );
    await stored(table, ...userWrites({ ...estate.heir, status: 'disabled' }));
    const waiting = await continueDeletion(table, workOn(estate.user));
    expect(waiting).toMatchObject({ state: 'waiting', user: { deletion: { resources: 30 } } });
    await stored(table, ...userWrites(estate.heir));
    expect(await continueDeletion(table, workOn(estate.user))).toMatchObject({ state: 'done' });
    await expectHandedOver(embedded, estate);
  });

  it('of a user who owns nothing need not be enabled any more', async () => {
    const [user, heir] = [aServiceUser({ status: 'disabled' }), aPerson()];
    await stored(embedded.table, ...userWrites(user), ...userWrites(heir));
    await begun(embedded.table, { user, heir });
    await stored(embedded.table, ...userWrites({ ...heir, status: 'disabled' }));
    expect(await continueDeletion(embedded.table, workOn(user))).toMatchObject({ state: 'done' });
  });
});

describe('what a transfer costs', () => {
  it('D4 one transaction per 30 resources, and a few for all the rest', async () => {
    const estate = await anEstate(embedded, { resources: 0 });
    const resourceIds = await ownResources(embedded, estate.user.userId, 301);
    await begun(embedded.table, estate);
    const table = countingTable(embedded);
    expect(await continueDeletion(table, workOn(estate.user))).toMatchObject({ receipt: { resources: 301 } });
    // Tags, roles, what was given to the user, what is the user's, and the user.
    expect(table.begun).toBe(Math.ceil(301 / 30) + 5);
    await expectHandedOver(embedded, { ...estate, resourceIds });
  });
});
