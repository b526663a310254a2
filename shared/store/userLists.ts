import { foldText } from '../domain/names.ts';
import type { User, UserStatus } from '../domain/user.ts';
import { anyOf, expression, type Expression } from './expression.ts';
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
  /** Text to be found in a name, as names compare. */
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

/** Sorts below and above every key, also of names made of the last code point: they are cut at 100 of it. */
const lowest = '\u0001';
const highest = '\u{10FFFF}'.repeat(128);
/** With a name filter many rows are read for one that matches: more at once, the longer it takes, up to DynamoDB's 1 MB. */
const filteredChunk = { first: 400, growth: 4, most: 6400 };

/**
 * One page in the asked order, merged from the sorted list partitions of each kind and status: what a page costs does not grow
 * with the number of users. With a role or team filter the partitions are those of its members.
 */
export async function listUsers(table: Table, query: UserListQuery): Promise<UserPage> {
  const users: User[] = [];
  let last: string | undefined;
  for await (const batch of batches(merged(table, query), Math.min(query.limit + 1, 100))) {
    for (const { user, position } of await usersOf(table, query, batch)) {
      if (users.length === query.limit) return { users, next: last };
      users.push(user);
      last = position;
    }
  }
  return { users, next: undefined };
}

/** The users of a batch that match. List entries only point at users: what counts is the user itself, read now. */
async function usersOf(
  table: Table,
  query: UserListQuery,
  batch: readonly Entry[],
): Promise<{ user: User; position: string }[]> {
  const scoped = query.roles !== undefined || query.teams !== undefined;
  const rows = batch.map(({ row }) => row);
  const items = scoped ? await table.getMany(rows.map((row) => userKey(stringAt(row, 'userId')))) : rows;
  return batch.flatMap(({ position }, at) => {
    const item = items[at];
    const user = item === undefined ? undefined : readUser(item);
    return user !== undefined && matches(user, query) ? [{ user, position }] : [];
  });
}

interface Entry {
  readonly row: Item;
  readonly position: string;
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
  query: UserListQuery,
  stage: Stage & { partition: string },
): AsyncGenerator<Sorted<Item>, void> {
  const { order, descending, name, limit } = query;
  const filter = name === undefined ? {} : { filter: anyOf(searched(name)) };
  let startAfter: Item | undefined;
  let chunk = name === undefined ? limit + 2 : filteredChunk.first;
  do {
    const key = rangeOf(query, stage);
    const page = await table.query({ index: order, key, descending, limit: chunk, startAfter, ...filter });
    if (name !== undefined) chunk = Math.min(chunk * filteredChunk.growth, filteredChunk.most);
    for (const row of page.items) {
      const key = stringAt(row, order);
      if (key !== stage.after) yield { key, row };
    }
    startAfter = page.next;
  } while (startAfter !== undefined);
}

/** What stood in the table before names were compared by more than case is found by its lower case. */
function searched(name: string): Expression[] {
  const texts = new Set([foldText(name), name.toLowerCase()].filter((text) => text !== ''));
  return [...texts].map((text) => expression`contains(#search, ${text})`);
}

function rangeOf(
  { order, descending }: UserListQuery,
  { partition, range, after }: Stage & { partition: string },
): Expression {
  const [lower, upper] = range;
  const [from, to] = descending ? [lower, after ?? upper] : [after ?? lower, upper];
  return { pieces: ['#listPk = ', ` AND #${order} BETWEEN `, ' AND ', ''], values: [partition, from, to] };
}
