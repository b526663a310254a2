import { beforeAll, describe, expect, it } from 'vitest';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import { usersBeingDeleted } from '../../shared/store/deletion.ts';
import { checkNotGone, putGonePerson } from '../../shared/store/gonePersons.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import { removeLateShares } from '../../shared/store/leftovers.ts';
import { putNewUser } from '../../shared/store/users.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable, type EmbeddedTable } from '../support/embeddedTable.ts';
import { anEstate, begun } from '../support/estate.ts';
import { given, shareWrite, stored, userWrites } from '../support/stored.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await embeddedTable();
});

describe('after a delete', () => {
  it('D6 a share that the index showed too late goes, one that was given later stays', async () => {
    const { table } = embedded;
    const [person, first, second] = [aPerson(), aServiceUser(), aServiceUser()];
    const later = addMinutes(given, 1);
    await stored(
      table,
      shareWrite(first.userId, person.userId, given),
      shareWrite(second.userId, person.userId, later),
    );
    await removeLateShares(table, person.userId, given);
    await removeLateShares(table, person.userId, given);
    expect(await table.get(userShareKey(first.userId, person.userId))).toBeUndefined();
    expect(await table.get(userShareKey(second.userId, person.userId))).toBeDefined();
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
