import { beforeAll, describe, expect, it } from 'vitest';
import { addMinutes, instant, systemClock } from '../../shared/domain/time.ts';
import { usersBeingDeleted } from '../../shared/store/deletion.ts';
import { checkNotGone, putGonePerson } from '../../shared/store/gonePersons.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import { removeLateShares } from '../../shared/store/leftovers.ts';
import { putNewUser } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { anEstate, begun } from '../support/estate.ts';
import { RacingTable } from '../support/racingTable.ts';
import { given, shareWrite, stored, userWrites } from '../support/stored.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await embeddedTable();
});

describe('after a delete', () => {
  it('D6 a share that the index showed too late goes, whatever the clock said of whoever gave it', async () => {
    const { table } = embedded;
    const [person, target] = [aPerson(), aServiceUser()];
    await stored(table, shareWrite(target.userId, person.userId, addMinutes(systemClock(), 60)));
    await removeLateShares(table, person.userId);
    await removeLateShares(table, person.userId);
    expect(await table.get(userShareKey(target.userId, person.userId))).toBeUndefined();
  });

  it('D6 what is older than a person who came again goes, what was given to that person stays', async () => {
    const { table } = embedded;
    const [first, second] = [aServiceUser(), aServiceUser()];
    const person = aPerson({ createdAt: given });
    await stored(
      table,
      ...userWrites(person),
      shareWrite(first.userId, person.userId, addMinutes(given, -1)),
      shareWrite(second.userId, person.userId, given),
    );
    await removeLateShares(table, person.userId);
    expect(await table.get(userShareKey(first.userId, person.userId))).toBeUndefined();
    expect(await table.get(userShareKey(second.userId, person.userId))).toBeDefined();
  });

  it('D6 a person who comes just while late shares go makes them be looked for again', async () => {
    const [person, target] = [aPerson({ createdAt: addMinutes(given, 1) }), aServiceUser()];
    const mine = await embeddedTable();
    await stored(mine.table, shareWrite(target.userId, person.userId));
    let came = false;
    const racing = new RacingTable(mine, async () => {
      if (!came) await stored(mine.table, ...userWrites(person));
      came = true;
    });
    await expect(removeLateShares(racing, person.userId)).rejects.toThrow('in use');
    await removeLateShares(racing, person.userId);
    expect(await mine.table.get(userShareKey(target.userId, person.userId))).toBeUndefined();
  });

  it.each([
    ['before it', 999, false],
    ['at the very instant', 1000, false],
    ['later', 1001, true],
  ] as const)(
    'D6 a person comes again with a token of the issuer from %s: %s',
    async (_, issuedAt, comes) => {
      const person = aPerson();
      await stored(embedded.table, putGonePerson(person.userId, instant(1000)));
      const failed = await embedded.table.transact([
        putNewUser(person),
        checkNotGone(person.userId, instant(issuedAt)),
      ]);
      expect(failed.length === 0).toBe(comes);
    },
  );

  it('who was never deleted comes with any token', async () => {
    expect(await embedded.table.transact([checkNotGone(aPerson().userId, instant(0))])).toEqual([]);
  });
});

describe('deletes that have begun', () => {
  it('D5 are found by the clock, of both kinds, and nobody else is', async () => {
    const mine = await embeddedTable();
    const [service, person] = [
      await anEstate(mine, { resources: 0 }),
      await anEstate(mine, { kind: 'person', resources: 0 }),
    ];
    await begun(mine.table, service);
    await begun(mine.table, person);
    await stored(
      mine.table,
      ...userWrites(aServiceUser({ status: 'disabled' })),
      ...userWrites(aServiceUser()),
    );
    const found = await Array.fromAsync(usersBeingDeleted(mine.table), ({ userId }) => userId);
    expect(found.sort()).toEqual([service.user.userId, person.user.userId].sort());
  });
});
