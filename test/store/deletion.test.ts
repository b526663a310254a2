import { beforeEach, describe, expect, it } from 'vitest';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { queryAudit, readAudit } from '../../shared/store/audit.ts';
import { continueDeletion } from '../../shared/store/deletion.ts';
import { findReceipt } from '../../shared/store/finishDeletion.ts';
import {
  gonePersonKey,
  ownedRoleKey,
  resourceKey,
  roleKey,
  superAdminsKey,
  tagMemberKey,
} from '../../shared/store/keys.ts';
import { listResources } from '../../shared/store/resourceLists.ts';
import { readResource } from '../../shared/store/resources.ts';
import { readRole } from '../../shared/store/roles.ts';
import { readSuperAdmins } from '../../shared/store/superAdmins.ts';
import { readTagMember } from '../../shared/store/tags.ts';
import { getUser } from '../../shared/store/users.ts';
import { countingTable, DyingTable, Killed } from '../support/dyingTable.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { anEstate, begun, claimOf, ownResources, traces, workOn, type Estate } from '../support/estate.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { given, stored, userWrites } from '../support/stored.ts';

let embedded: EmbeddedTable;
beforeEach(async () => {
  embedded = await embeddedTable();
});

/** D4: everything that was owned belongs to the heir, once; D6: nothing of the user is left. */
async function expectHandedOver({ user, heir, resourceIds, tagIds, roleIds }: Estate): Promise<void> {
  const { table } = embedded;
  expect(await traces(embedded, user.userId)).toEqual([]);
  const owned = await listResources(table, {
    ownerId: heir.userId,
    resourceType: undefined,
    limit: 2000,
    after: undefined,
  });
  expect(owned.resources.map(({ resourceId }) => resourceId).sort()).toEqual([...resourceIds].sort());
  const memberships = await table.getMany(tagIds.map((tagId) => tagMemberKey(heir.userId, tagId)));
  expect(memberships.map((item) => item?.['accessType'])).toEqual(tagIds.map(() => 'Owner'));
  const roles = (await table.getMany(roleIds.map(roleKey))).map((item) => readRole(item ?? {}).roleManagers);
  expect(roles.map((managers) => managers.filter((id) => id === heir.userId))).toEqual(
    roleIds.map(() => [heir.userId]),
  );
  const marks = await table.getMany(roleIds.map((roleId) => ownedRoleKey(heir.userId, roleId)));
  expect(marks.every((mark) => mark !== undefined)).toBe(true);
}

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
      await expectHandedOver(estate);
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
    await expectHandedOver({ ...estate, resourceIds: estate.resourceIds.slice(1) });
  });
});

describe('a delete that is interrupted', () => {
  const moments = Array.from({ length: 8 }, (_, at) => at);

  it('has as many transactions as the tests below kill it at', async () => {
    const estate = await anEstate(embedded);
    await begun(embedded.table, estate);
    const table = countingTable(embedded);
    await continueDeletion(table, workOn(estate.user));
    expect(table.begun).toBe(moments.length);
  });

  it.each(moments.flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'D5 at transaction %i, %s it is stored, is finished by the next: one owner each, nothing left',
    async (at, when) => {
      const estate = await anEstate(embedded);
      await begun(embedded.table, estate);
      const dying = new DyingTable(embedded, at, when);
      await expect(continueDeletion(dying, workOn(estate.user))).rejects.toThrow(Killed);
      const outcome = await continueDeletion(embedded.table, workOn(estate.user));
      const wasLast = at === moments.length - 1 && when === 'after';
      expect(outcome.state).toBe(wasLast ? 'absent' : 'done');
      expect(await findReceipt(embedded.table, estate.user.userId)).toMatchObject({
        resources: 65,
        tags: 3,
        roles: 2,
      });
      await expectHandedOver(estate);
    },
  );

  it('D5 killed at every single transaction goes on from there each time', async () => {
    const estate = await anEstate(embedded);
    await begun(embedded.table, estate);
    for (let lives = 0; (await getUser(embedded.table, estate.user.userId)) !== undefined; lives += 1) {
      expect(lives).toBeLessThanOrEqual(moments.length);
      await expect(
        continueDeletion(new DyingTable(embedded, 0, 'after'), workOn(estate.user)),
      ).rejects.toThrow(Killed);
    }
    await expectHandedOver(estate);
  });

  it('stops before its time is over, tells how far it is, and leaves the rest to the next at once', async () => {
    const estate = await anEstate(embedded);
    await begun(embedded.table, estate, 'request');
    const { clock } = workOn(estate.user);
    let ticks = 0;
    const ticking = () => addMinutes(clock(), (ticks += 1) / 10);
    const work = {
      ...workOn(estate.user),
      holder: 'request',
      clock: ticking,
      until: addMinutes(clock(), 0.35),
    };
    const outcome = await continueDeletion(embedded.table, work);
    expect(outcome.state).toBe('unfinished');
    expect(outcome).toMatchObject({ user: { deletion: { resources: 60, heldUntil: 0 } } });
    expect(await continueDeletion(embedded.table, workOn(estate.user))).toMatchObject({ state: 'done' });
  });

  it('is left alone while somebody else is at work on it, and taken over when nothing is heard of that one', async () => {
    const estate = await anEstate(embedded, { resources: 1 });
    await begun(embedded.table, estate, 'request');
    const soon = instant(1_760_000_009_999);
    const work = { ...workOn(estate.user), clock: () => soon };
    expect(await continueDeletion(embedded.table, work)).toMatchObject({ state: 'busy' });
    const later = instant(1_760_000_010_000);
    expect(await continueDeletion(embedded.table, { ...work, clock: () => later })).toMatchObject({
      state: 'done',
    });
  });

  it('D5 eight at once hand each thing over once', async () => {
    const estate = await anEstate(embedded);
    await begun(embedded.table, estate);
    const runners = Array.from({ length: 8 }, (_, at) => ({
      ...workOn(estate.user),
      holder: `runner ${at}`,
    }));
    const outcomes = await Promise.all(runners.map((work) => continueDeletion(embedded.table, work)));
    expect(outcomes.filter(({ state }) => state === 'done')).toHaveLength(1);
    await continueDeletion(embedded.table, workOn(estate.user));
    expect(await findReceipt(embedded.table, estate.user.userId)).toMatchObject({
      resources: 65,
      tags: 3,
      roles: 2,
    });
    await expectHandedOver(estate);
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
    await expectHandedOver(estate);
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
  it('D4 1,000 resources move within 30 s, in at most one transaction per 30', async () => {
    const estate = await anEstate(embedded, { resources: 0 });
    const resourceIds = await ownResources(embedded, estate.user.userId, 1000);
    await begun(embedded.table, estate);
    const table = countingTable(embedded);
    const begin = performance.now();
    expect(await continueDeletion(table, workOn(estate.user))).toMatchObject({
      receipt: { resources: 1000 },
    });
    expect(performance.now() - begin).toBeLessThan(30_000);
    // Tags, roles, two times what goes with the user, and the user.
    expect(table.begun - 5).toBeLessThanOrEqual(Math.ceil(1000 / 30));
    const items = await embedded.table.getMany(resourceIds.slice(0, 100).map(resourceKey));
    expect(new Set(items.map((item) => readResource(item ?? {}).ownerId))).toEqual(
      new Set([estate.heir.userId]),
    );
    await expectHandedOver({ ...estate, resourceIds });
  }, 60_000);
});
