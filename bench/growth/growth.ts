import { listAssumable } from '../../shared/store/assumable.ts';
import type { UserId } from '../../shared/domain/ids.ts';
import type { User } from '../../shared/domain/user.ts';
import type { Item } from '../../shared/store/table.ts';
import { queryOwnTokens, putNewToken } from '../../shared/store/tokens.ts';
import { listUsers } from '../../shared/store/userLists.ts';
import { getUser } from '../../shared/store/users.ts';
import { aPerson } from '../../test/support/aPerson.ts';
import { aToken } from '../../test/support/aToken.ts';
import { bulkLoad } from '../../test/support/bulkLoad.ts';
import { embeddedTable, type EmbeddedTable } from '../../test/support/embeddedTable.ts';
import { shareWrite, stored, userWrites } from '../../test/support/stored.ts';
import { itemsOf, numbered, page } from '../../test/store/numberedUsers.ts';

/** What one read costs at one size. */
export interface GrowthRow {
  readonly users: number;
  readonly name: string;
  readonly calls: number;
  readonly readUnits: number;
  /** Milliseconds on the wall: median and least of several. */
  readonly median: number;
  readonly least: number;
}

/** Whose lists grow with the number of users: one person who has them all shared, one service user who has all the tokens. */
interface Subjects {
  readonly personId: UserId;
  readonly holderId: UserId;
}

/** The one read that goes through all users: a part of a name is found in no index. */
export const search = 'GET /users, 50, a name that one user has';

const repeats = 9;

/** Fills one table step by step and measures the same reads at each size. */
export async function growth(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<GrowthRow[]> {
  const store = await embeddedTable();
  const person = aPerson();
  const [first] = [numbered(0)];
  await stored(store.table, ...userWrites(person));
  const subjects: Subjects = { personId: person.userId, holderId: first.userId };
  const rows: GrowthRow[] = [];
  let loaded = 0;
  for (const users of sizes) {
    for (; loaded < users; loaded += 250) {
      const made = Array.from({ length: 250 }, (_, at) =>
        loaded + at === 0 ? first : numbered(loaded + at),
      );
      await bulkLoad(store, distinct(made.flatMap((user) => itemsWith(user, subjects))));
      if (loaded % 5000 === 0) progress(`${String(loaded)} users loaded`);
    }
    for (const [name, read] of reads(store, subjects))
      rows.push(await measured({ users, name, store, read }));
  }
  return rows;
}

/** A user with a share for the person and a token of the holder: as many of each as there are users. */
function itemsWith(user: User, { personId, holderId }: Subjects): Item[] {
  const token = aToken({ userId: holderId });
  const writes = putNewToken(token.own, token.secret);
  const share = user.kind === 'service' ? [shareWrite(user.userId, personId)] : [];
  const beside = [...share, writes.name, ...writes.token].flatMap((write) =>
    'put' in write ? [write.put] : [],
  );
  return [...itemsOf(user), ...beside];
}

/** One item per key: a batch takes none twice. */
function distinct(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify([item['pk'], item['sk']]), item])).values()];
}

type Read = () => Promise<unknown>;

function reads({ table }: EmbeddedTable, { personId, holderId }: Subjects): [string, Read][] {
  const orders = ['byName', 'byCreated', 'byActive', 'byRole'] as const;
  return [
    ...orders.flatMap((order) =>
      [false, true].map((descending): [string, Read] => [
        `GET /users, 50, ${order} ${descending ? 'desc' : 'asc'}`,
        () => listUsers(table, { ...page, order, descending }),
      ]),
    ),
    [search, () => listUsers(table, { ...page, name: 'user 000777' })],
    ['GET /users/me', () => getUser(table, holderId)],
    ['GET /users/me/assumable, 50', () => listAssumable(table, { personId, limit: 50, after: undefined })],
    [
      'GET /users/{id}/tokens, 50',
      () => queryOwnTokens(table, { userId: holderId, limit: 50, after: undefined }),
    ],
  ];
}

interface Measuring {
  readonly users: number;
  readonly name: string;
  readonly store: EmbeddedTable;
  readonly read: Read;
}

async function measured({ users, name, store, read }: Measuring): Promise<GrowthRow> {
  await read();
  store.usage.take();
  await read();
  const { calls, readUnits } = store.usage.take();
  const times: number[] = [];
  for (let at = 0; at < repeats; at += 1) {
    const begun = performance.now();
    await read();
    times.push(performance.now() - begun);
  }
  times.sort((left, right) => left - right);
  return { users, name, calls, readUnits, median: times[repeats >> 1] ?? 0, least: times[0] ?? 0 };
}
