import { userOperations } from '../shared/contract/users.ts';
import type { GrantId } from '../shared/domain/ids.ts';
import { defaultUsersRole, type Role } from '../shared/domain/role.ts';
import { holdsRole, type ServiceUser } from '../shared/domain/user.ts';
import { serviceUserName } from '../shared/domain/userName.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { commit, guard, type GuardedWrite } from '../shared/runtime/commit.ts';
import { distinctTeams } from '../shared/runtime/distinctTeams.ts';
import { checkTokenPolicy, makeToken, type MadeToken } from '../shared/runtime/newToken.ts';
import { roleNotHeld } from '../shared/runtime/roleNotHeld.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createTokenDependencies, type TokenDependencies } from '../shared/runtime/tokenDependencies.ts';
import { etagOf, tokenToWire, userToWire } from '../shared/runtime/wireForms.ts';
import { checkRole, findRoles } from '../shared/store/roles.ts';
import { putUserShare } from '../shared/store/shares.ts';
import type { Table, Write } from '../shared/store/table.ts';
import { checkTeam, findTeams, type Team } from '../shared/store/teams.ts';
import { putNewToken } from '../shared/store/tokens.ts';
import { claimUserName, listEntries, putNewUser } from '../shared/store/users.ts';

type Row = (typeof userOperations)['createUser'];

/** C6, C7, C9, C12, C15: the user, its name, the creator's share, its list entries and its first token are stored together or not at all. */
export const handle: Handle<Row, TokenDependencies> = async (call, dependencies) => {
  const userName = serviceUserName(call.body.Name);
  if (userName === undefined) return refuse('name-not-usable');
  const chosen = await chooseRoleAndTeams(call, dependencies.table);
  if (isRefusal(chosen)) return chosen;
  const user = newServiceUser(call, { userId: dependencies.newId('serviceUser'), userName, ...chosen });
  const first = firstToken(call, user, dependencies);
  if (isRefusal(first)) return first;
  const outcome = await commit(
    call,
    {
      writes: [
        guard(claimUserName(user), 'name-taken'),
        ...writesOf(call, user, { ...chosen, grantId: dependencies.newId('grant') }),
        ...(first === undefined ? [] : tokenWrites(first)),
      ],
      decisionEnded: refuse('super-admin-mode-required', { status: 409 }),
      audit: {
        targetId: user.userId,
        detail: { userName, defaultRoleId: user.defaultRoleId, tokenId: first?.own.tokenId },
      },
      reply: {
        status: 201 as const,
        body: { ...userToWire(user), ...tokenField(first) },
        headers: { ...etagOf(user), Location: `/users/${user.userId}` },
      },
    },
    dependencies,
  );
  // The value is in this answer only: what is kept for a replay is without it.
  return isRefusal(outcome)
    ? outcome
    : { ...outcome, body: { ...outcome.body, ...tokenField(first, { Token: first?.value }) } };
};

function tokenField(
  made: MadeToken | undefined,
  secret: { readonly Token?: string | undefined } = {},
): { Token?: ReturnType<typeof tokenToWire> } {
  return made === undefined ? {} : { Token: { ...tokenToWire(made.own, made.secret, 'active'), ...secret } };
}

/** The user with the creator's share and its list entries, while role and teams are still there (C8). */
function writesOf(
  { caller, now }: Call<Row>,
  user: ServiceUser,
  { role, teams, grantId }: Chosen & { grantId: GrantId },
): (Write | GuardedWrite<'unknown-role-or-team'>)[] {
  const { userId } = caller.principal;
  const exist = [...checkRole(role), ...teams.flatMap(checkTeam)];
  return [
    putNewUser(user),
    putUserShare({
      serviceUserId: user.userId,
      personId: userId,
      createdAt: now,
      createdBy: userId,
      grantId,
    }),
    ...listEntries(user).map((entry): Write => ({ put: entry })),
    ...exist.map((write) => guard(write, 'unknown-role-or-team')),
  ];
}

/** The token that the request asks for, or why there can be none; it may be bound to a role that the user begins with. */
function firstToken(
  { body, caller, now }: Call<Row>,
  user: ServiceUser,
  { newId, tokenPolicy, tokenPrefixes }: TokenDependencies,
): MadeToken | undefined | Refusal<'token-policy' | 'role-not-held'> {
  if (body.Token === undefined) return undefined;
  const { Name, ExpiresInDays, RoleId, AllowedCidrs } = body.Token;
  const order = {
    tokenId: newId('token'),
    userId: user.userId,
    kind: 'service',
    name: Name,
    roleId: RoleId,
    lifeDays: ExpiresInDays ?? undefined,
    allowedCidrs: AllowedCidrs,
    generation: user.generation,
    principal: caller.principal,
    prefix: tokenPrefixes.service,
    now,
  } as const;
  const refused = checkTokenPolicy(tokenPolicy, order);
  if (refused !== undefined) return refused;
  return RoleId === undefined || holdsRole(user, RoleId) ? makeToken(order) : roleNotHeld('Token.RoleId');
}

function tokenWrites({ own, secret }: MadeToken): Write[] {
  const { name, token } = putNewToken(own, secret);
  return [name, ...token];
}

interface Chosen {
  readonly role: Role;
  readonly teams: readonly Team[];
}

/** C8: an unknown role or team stores nothing. */
async function chooseRoleAndTeams(
  call: Call<Row>,
  table: Table,
): Promise<Chosen | Refusal<'unknown-role-or-team' | 'invalid-request'>> {
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
  const distinct = distinctTeams(found);
  return isRefusal(distinct) ? distinct : { role, teams: distinct };
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
    teams: Object.fromEntries(teams.map(({ teamId, teamName }) => [teamId, teamName])),
    generation: 1,
    version: 1,
    createdAt: now,
    createdBy: { userId: creatorId, displayName },
    updatedAt: now,
    lastActiveAt: undefined,
  };
}

/** The Lambda function. */
export const handler = serveWith(userOperations, 'createUser', {
  handle,
  dependencies: createTokenDependencies(),
});
