import fc from 'fast-check';
import { foldText } from '../../shared/domain/names.ts';
import type { RoleId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import type { Table } from '../../shared/store/table.ts';
import { listUsers, type UserListQuery, type UserOrder } from '../../shared/store/userLists.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';

/** Both kinds. */
export const kinds = ['service', 'person'] as const;
/** Every status. */
export const statuses = ['enabled', 'disabled', 'deleting'] as const;
/** Every order. */
export const orders = ['byName', 'byCreated', 'byActive', 'byRole'] as const;
/** Custom roles that some hold. */
export const roles = { rol_a: 'Loaders', rol_b: 'load', rol_c: 'Loaders of data', rol_d: 'Ünïcode 𝄞' };
/** Teams that some are in. */
export const teams = { tem_a: 'Data', tem_b: 'Ops' };

/** The plainest list. */
export const everybody: UserListQuery = {
  kinds,
  statuses,
  roles: undefined,
  teams: undefined,
  name: undefined,
  order: 'byName',
  descending: false,
  limit: 50,
  after: undefined,
};

/** Names that make sorting hard: prefixes of each other, separators, every plane of Unicode, and as long as allowed. */
const nameUnits = fc.constantFrom(
  'a',
  'A',
  'b',
  ' ',
  '!',
  '"',
  '#',
  '|',
  '~',
  '0',
  'é',
  'ß',
  'İ',
  '漢',
  '￿',
  '𝄞',
  '😀',
);
const names = fc.oneof(
  fc.constantFrom(
    'svc',
    'svc loader',
    'svc!',
    'svc#1',
    'SVC',
    'svc-loader',
    'svc\u{10FFFF}',
    '\u{10FFFF}last',
  ),
  fc.string({ unit: nameUnits, minLength: 1, maxLength: 6 }).filter((name) => name.trim() !== ''),
  fc.string({ unit: nameUnits, minLength: 4, maxLength: 4 }).map((start) => `x${start}${'漢'.repeat(246)}`),
  fc.string({ unit: nameUnits, minLength: 4, maxLength: 4 }).map((start) => `${start}y${'𝄞'.repeat(121)}`),
);
const times = fc.integer({ min: 1, max: 30 }).map((step) => instant(1_750_000_000_000 + step * 1000));

/** Users of every kind, status, name and time. */
export const users = fc
  .record({
    kind: fc.constantFrom(...kinds),
    status: fc.constantFrom(...statuses),
    displayName: names,
    userName: names,
    createdAt: times,
    lastActiveAt: fc.option(times, { nil: undefined }),
    roleIds: fc.uniqueArray(fc.constantFrom(...(Object.keys(roles) as (keyof typeof roles)[]))),
    teamIds: fc.uniqueArray(fc.constantFrom(...(Object.keys(teams) as (keyof typeof teams)[]))),
  })
  .map(({ kind, roleIds, teamIds, ...fields }): User => {
    const base = kind === 'service' ? aServiceUser(fields) : aPerson(fields);
    return {
      ...base,
      roles: { ...base.roles, ...Object.fromEntries(roleIds.map((id) => [id, roles[id]])) },
      defaultRoleId: (roleIds[0] ?? base.defaultRoleId) as RoleId,
      teams: { ...base.teams, ...Object.fromEntries(teamIds.map((id) => [id, teams[id]])) },
    };
  });

/** What the list should be, from all users in memory. */
export function expected(all: readonly User[], query: UserListQuery): string[] {
  const any = (wanted: readonly string[] | undefined, held: object) =>
    wanted === undefined || wanted.some((id) => id in held);
  const found = all.filter(
    (user) =>
      query.kinds.includes(user.kind) &&
      query.statuses.includes(user.status) &&
      any(query.roles, user.roles) &&
      any(query.teams, user.teams) &&
      [user.displayName, user.userName].some((name) => foldText(name).includes(foldText(query.name ?? ''))),
  );
  return found.sort((a, b) => compare(a, b, query)).map(({ userId }) => userId);
}

function compare(a: User, b: User, { order, descending }: UserListQuery): number {
  const never = Number(a.lastActiveAt === undefined) - Number(b.lastActiveAt === undefined);
  if (order === 'byActive' && never !== 0) return never;
  const [left, right] = [fieldsOf(a, order), fieldsOf(b, order)];
  const at = left.findIndex((field, index) => field !== right[index]);
  return (descending ? -1 : 1) * Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(right[at] ?? ''));
}

function fieldsOf(
  { userId, displayName, createdAt, lastActiveAt, roles: held, defaultRoleId }: User,
  order: UserOrder,
) {
  const name = displayName.toLowerCase();
  const role = held[defaultRoleId]?.toLowerCase() ?? '';
  const fields = {
    byName: [name],
    byCreated: [createdAt],
    byActive: [lastActiveAt ?? 0],
    byRole: [role, name],
  };
  return [...fields[order].map((field) => String(field)), userId];
}

/** All pages of a list. */
export async function pagesOf(
  table: Table,
  query: UserListQuery,
  between: () => Promise<void> = () => Promise.resolve(),
) {
  const pages: string[][] = [];
  let after = query.after;
  do {
    const page = await listUsers(table, { ...query, after });
    pages.push(page.users.map(({ userId }) => userId));
    after = page.next;
    await between();
  } while (after !== undefined);
  return pages;
}
