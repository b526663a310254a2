import { userOperations } from '../shared/contract/users.ts';
import { defaultUsersRole } from '../shared/domain/role.ts';
import { publicTeam } from '../shared/domain/user.ts';
import { isRefusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { userToWire } from '../shared/runtime/wireForms.ts';
import { findRoles } from '../shared/store/roles.ts';
import type { Table } from '../shared/store/table.ts';
import { findTeams } from '../shared/store/teams.ts';
import { listUsers, type UserListQuery, type UserOrder } from '../shared/store/userLists.ts';

type Row = (typeof userOperations)['listUsers'];

const orders: Readonly<Record<Call<Row>['query']['sort'], UserOrder>> = {
  name: 'byName',
  created: 'byCreated',
  lastActive: 'byActive',
  role: 'byRole',
};

/** V4: filters apply before paging, so no page but the last is short. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const [roles, teams] = await Promise.all([roleIds(call, table), teamIds(call, table)]);
  const { sort, order, limit, name, status } = call.query;
  const page = await listUsers(table, {
    kinds: kinds(call),
    statuses: [...new Set(status ?? (['enabled', 'disabled', 'deleting'] as const))],
    roles,
    teams,
    name,
    order: orders[sort],
    descending: order === 'desc',
    limit,
    after: cursor.position,
  });
  return await listReply({ items: page.users.map(userToWire), next: page.next }, call, table);
};

function kinds({ query: { action, type } }: Call<Row>): UserListQuery['kinds'] {
  const byAction: UserListQuery['kinds'] = action === undefined ? ['service', 'person'] : ['service'];
  if (type === undefined) return byAction;
  return byAction.filter((kind) => kind === (type === 'human' ? 'person' : 'service'));
}

/** Ids of the roles asked for; an unknown one matches nobody; one that everybody holds filters nothing. */
async function roleIds({ query: { role } }: Call<Row>, table: Table): Promise<readonly string[] | undefined> {
  if (role === undefined) return undefined;
  const found = (await findRoles(table, role)).flatMap((one) => (one === undefined ? [] : [one.roleId]));
  return found.includes(defaultUsersRole.roleId) ? undefined : [...new Set(found)];
}

/** Ids of the teams asked for, likewise. */
async function teamIds({ query: { team } }: Call<Row>, table: Table): Promise<readonly string[] | undefined> {
  if (team === undefined) return undefined;
  const found = (await findTeams(table, team)).flatMap((one) => (one === undefined ? [] : [one.teamId]));
  return found.includes(publicTeam.teamId) ? undefined : [...new Set(found)];
}

/** The Lambda function. */
export const handler = serve(userOperations, 'listUsers', handle);
