import type { User, UserStatus } from '../domain/user.ts';
import { expression, type Expression } from './expression.ts';
import { stringAt } from './fields.ts';
import { roleMembersList, teamMembersList, userKey, usersList } from './keys.ts';
import { batches, mergeSorted, type Sorted } from './merge.ts';
import type { Item, Query, Table } from './table.ts';
import { readUser } from './users.ts';

/** The index of each order; the sort attribute has the same name. */
export type UserOrder = NonNullable<Query['index']>;

/** What to list: filters combine with AND, several roles or teams with OR. */
export interface UserListQuery {
  readonly kinds: readonly User['kind'][];
  readonly statuses: readonly UserStatus[];
  /** Role ids; undefined for no filter. */
  readonly roles: readonly string[] | undefined;
  /** Team ids; undefined for no filter. */
  readonly teams: readonly string[] | undefined;
  /** Lower-case text to be found in a name. */
  readonly name: string | undefined;
  readonly order: UserOrder;
  readonly descending: boolean;
  readonly limit: number;
  /** Where the previous page ended: stage and sort key. */
  readonly after: string | undefined;
}

/** One page of users; `next` is where it ended, if more follow. */
export interface UserPage {
  readonly users: User[];
  readonly next: string | undefined;
}

/** Sorts below and above every key. */
const lowest = '\u0001';
const highest = '\u{10FFFF}';
/** With a name filter many rows are read for one that matches. */
const filteredChunk = 400;

/**
 * One page in the asked order, merged from the sorted list partitions of each kind and status: what a page costs does not grow
 * with the number of users. With a role or team filter the partitions are those of its members.
 */
export async function listUsers(table: Table, query: UserListQuery): Promise<UserPage> {
  const scoped = query.roles ?? query.teams;
  const users: User[] = [];
  let last: string | undefined;
  for await (const batch of batches(merged(table, query), Math.min(query.limit + 1, 100))) {
    const found = scoped === undefined ? batch.map(({ row }) => readUser(row)) : await readAll(table, batch);
    for (const [at, user] of found.entries()) {
      if (user === undefined || !matches(user, query)) continue;
      if (users.length === query.limit) return { users, next: last };
      users.push(user);
      last = batch[at]?.position;
    }
  }
  return { users, next: undefined };
}

interface Entry {
  readonly row: Item;
  readonly position: string;
}

/** List entries only point at users: what counts is the user itself, read now. */
async function readAll(table: Table, batch: readonly Entry[]): Promise<(User | undefined)[]> {
  const items = await table.getMany(batch.map(({ row }) => userKey(stringAt(row, 'userId'))));
  return items.map((item) => (item === undefined ? undefined : readUser(item)));
}

function matches(user: User, { kinds, statuses, roles, teams }: UserListQuery): boolean {
  const any = (wanted: readonly string[] | undefined, held: Readonly<Record<string, string>>) =>
    wanted === undefined || wanted.some((id) => Object.hasOwn(held, id));
  return (
    kinds.includes(user.kind) &&
    statuses.includes(user.status) &&
    any(roles, user.roles) &&
    any(teams, user.teams)
  );
}

function partitions({ kinds, statuses, roles, teams }: UserListQuery): string[] {
  return kinds.flatMap((kind) =>
    statuses.flatMap((status) => {
      if (roles !== undefined) return roles.map((id) => roleMembersList(id, kind, status));
      if (teams !== undefined) return teams.map((id) => teamMembersList(id, kind, status));
      return [usersList(kind, status)];
    }),
  );
}

/** Ranges of sort keys to go through in turn. By activity ascending, the never-active (`0#`) come after all others (V2). */
function stages({ order, descending }: UserListQuery): readonly [from: string, to: string][] {
  if (order !== 'byActive' || descending) return [[lowest, highest]];
  return [
    ['1#', '1#~'],
    ['0#', '0#~'],
  ];
}

/** All entries from the position on, in order, each user once. */
async function* merged(table: Table, query: UserListQuery): AsyncGenerator<Entry> {
  const [stage = '0', after] = splitPosition(query.after);
  for (const [at, range] of stages(query).entries()) {
    if (at < Number(stage)) continue;
    const from = at === Number(stage) ? after : undefined;
    for await (const { key, row } of mergedStage(table, query, { range, after: from })) {
      yield { row, position: `${at}|${key}` };
    }
  }
}

function splitPosition(position: string | undefined): [stage?: string, key?: string] {
  if (position === undefined) return [];
  const bar = position.indexOf('|');
  return [position.slice(0, bar), position.slice(bar + 1)];
}

interface Stage {
  readonly range: readonly [string, string];
  readonly after: string | undefined;
}

/** Users and their list entries have the same sort keys, so a user found in two partitions appears once. */
function mergedStage(table: Table, query: UserListQuery, stage: Stage): AsyncGenerator<Sorted<Item>, void> {
  const streams = partitions(query).map((partition) => rowsOf(table, query, { ...stage, partition }));
  return mergeSorted(streams, query.descending);
}

/** The rows of one partition in order; what equals the position was on the previous page. */
async function* rowsOf(
  table: Table,
  { order, descending, name, limit }: UserListQuery,
  { partition, range, after }: Stage & { partition: string },
): AsyncGenerator<Sorted<Item>, void> {
  const [low, high] = descending ? [range[0], after ?? range[1]] : [after ?? range[0], range[1]];
  const key: Expression = {
    pieces: ['#listPk = ', ` AND #${order} BETWEEN `, ' AND ', ''],
    values: [partition, low, high],
  };
  let startAfter: Item | undefined;
  do {
    const page = await table.query({
      index: order,
      key,
      descending,
      limit: name === undefined ? limit + 2 : filteredChunk,
      startAfter,
      ...(name === undefined ? {} : { filter: expression`contains(#search, ${name})` }),
    });
    for (const row of page.items) if (row[order] !== after) yield { key: stringAt(row, order), row };
    startAfter = page.next;
  } while (startAfter !== undefined);
}
