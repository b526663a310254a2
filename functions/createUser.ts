import { userOperations } from '../shared/contract/users.ts';
import { defaultUsersRole, type Role } from '../shared/domain/role.ts';
import { publicTeam, type ServiceUser } from '../shared/domain/user.ts';
import { serviceUserName } from '../shared/domain/userName.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit, guard } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { checkRole, findRoles } from '../shared/store/roles.ts';
import { putUserShare } from '../shared/store/shares.ts';
import type { Table, Write } from '../shared/store/table.ts';
import { checkTeam, findTeams, type Team } from '../shared/store/teams.ts';
import { claimUserName, listEntries, putNewUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['createUser'];

/** C6, C7, C9, C15: the user, its name, the creator's share and its list entries are stored together or not at all. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const userName = serviceUserName(call.body.Name);
  if (userName === undefined) return refuse('name-not-usable');
  const chosen = await chooseRoleAndTeams(call, dependencies.table);
  if (isRefusal(chosen)) return chosen;
  const user = newServiceUser(call, { userId: dependencies.newId('serviceUser'), userName, ...chosen });
  const share = putUserShare({
    serviceUserId: user.userId,
    personId: call.caller.principal.userId,
    createdAt: call.now,
    createdBy: call.caller.principal.userId,
  });
  const entries = listEntries(user).map((entry): Write => ({ put: entry }));
  const exist = [...checkRole(chosen.role), ...chosen.teams.flatMap(checkTeam)];
  return await commit(
    call,
    {
      writes: [
        guard(claimUserName(user), 'name-taken'),
        putNewUser(user),
        share,
        ...entries,
        ...exist.map((write) => guard(write, 'unknown-role-or-team')),
      ],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: { targetId: user.userId, detail: { userName, defaultRoleId: user.defaultRoleId } },
      reply: {
        status: 201 as const,
        body: userToWire(user),
        headers: { ...etagOf(user), Location: `/users/${user.userId}` },
      },
    },
    dependencies,
  );
};

interface Chosen {
  readonly role: Role;
  readonly teams: readonly Team[];
}

/** C8: an unknown role or team stores nothing. */
async function chooseRoleAndTeams(
  call: Call<Row>,
  table: Table,
): Promise<Chosen | Refusal<'unknown-role-or-team'>> {
  const { Role: wanted, Teams = [] } = call.body;
  const [[role], teams] = await Promise.all([
    wanted === undefined ? [defaultUsersRole] : findRoles(table, [wanted]),
    findTeams(table, Teams),
  ]);
  const found = teams.flatMap((team) => (team === undefined ? [] : [team]));
  if (role === undefined)
    return refuse('unknown-role-or-team', { errors: [{ path: 'Role', message: 'no such role' }] });
  const unknown = teams.findIndex((team) => team === undefined);
  if (unknown >= 0) {
    return refuse('unknown-role-or-team', {
      errors: [{ path: `Teams.${unknown}`, message: 'no such team' }],
    });
  }
  return { role, teams: [...new Map(found.map((team) => [team.teamId, team])).values()] };
}

function newServiceUser(
  { caller, body, now }: Call<Row>,
  { userId, userName, role, teams }: Chosen & Pick<ServiceUser, 'userId' | 'userName'>,
): ServiceUser {
  const { userId: creatorId, displayName } = caller.principal;
  return {
    kind: 'service',
    userId,
    userName,
    displayName: body.Name.trim(),
    description: body.Description ?? '',
    status: 'enabled',
    roles: { [defaultUsersRole.roleId]: defaultUsersRole.roleName, [role.roleId]: role.roleName },
    defaultRoleId: role.roleId,
    teams: Object.fromEntries([publicTeam, ...teams].map(({ teamId, teamName }) => [teamId, teamName])),
    generation: 1,
    version: 1,
    createdAt: now,
    createdBy: { userId: creatorId, displayName },
    updatedAt: now,
    lastActiveAt: undefined,
  };
}

/** The Lambda function. */
export const handler = serve(userOperations, 'createUser', handle);
