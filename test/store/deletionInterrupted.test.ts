import { beforeEach, describe, expect, it } from 'vitest';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { continueDeletion } from '../../shared/store/deletion.ts';
import { findReceipt } from '../../shared/store/finishDeletion.ts';
import { getUser } from '../../shared/store/users.ts';
import { countingTable, DyingTable, Killed } from '../support/dyingTable.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { anEstate, begun, workOn } from '../support/estate.ts';
import { expectHandedOver } from '../support/handedOver.ts';

let embedded: EmbeddedTable;
beforeEach(async () => {
  embedded = await embeddedTable();
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
      await expectHandedOver(embedded, estate);
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
    await expectHandedOver(embedded, estate);
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
    await expectHandedOver(embedded, estate);
  });
});
