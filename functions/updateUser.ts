import { userOperations } from '../shared/contract/users.ts';
import type { RoleId } from '../shared/domain/ids.ts';
import { revised, type User } from '../shared/domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { distinctTeams } from '../shared/runtime/distinctTeams.ts';
import { roleNotHeld, stillExists } from '../shared/runtime/roleNotHeld.ts';
import { serve } from '../shared/runtime/serve.ts';
import { etagOf, userToWire } from '../shared/runtime/wireForms.ts';
import { teamEntryKey } from '../shared/store/keys.ts';
import type { Table, Write } from '../shared/store/table.ts';
import { checkTeam, findTeams, type Team } from '../shared/store/teams.ts';
import { changeUser, getUser, listEntries } from '../shared/store/users.ts';

type Row = (typeof userOperations)['updateUser'];

/** I11: only these fields, and only from the version that the caller has seen, where it names one. */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const outcome = await retried(() => attempt(call, dependencies));
  const stale = isRefusal(outcome) && outcome.refused === 'changed-meanwhile' && call.ifMatch !== undefined;
  return stale ? refuse('version-stale') : outcome;
};

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const user = await getUser(table, call.params.userId);
  if (user === undefined) return refuse('user-not-found');
  const allowed = mayChange(user, call);
  if (isRefusal(allowed)) return allowed;
  const teams = await chooseTeams(call, table);
  if (isRefusal(teams)) return teams;
  if (user.status === 'deleting') return refuse('user-deleting');
  const changes = changesOf(user, call, teams);
  const reply = (state: User) => ({ status: 200 as const, body: userToWire(state), headers: etagOf(state) });
  if (Object.keys(changes).length === 0) return reply(user);
  const after = revised(user, changes, call.now);
  return await commit(
    call,
    {
      writes: [
        changeUser(user, after),
        ...entryWrites(user, after),
        ...(teams ?? []).flatMap(checkTeam).map((write) => guard(write, 'unknown-role-or-team')),
        ...stillExists(changes.defaultRoleId, roleNotHeld('DefaultRoleId')),
      ],
      audit: { targetId: user.userId, detail: { changed: Object.keys(changes) } },
      reply: reply(after),
    },
    dependencies,
  );
}

type Refused = Refusal<'version-stale' | 'role-not-held'>;

function mayChange(user: User, { ifMatch, body }: Call<Row>): Refused | true {
  if (ifMatch !== undefined && ifMatch !== String(user.version)) return refuse('version-stale');
  const { DefaultRoleId } = body;
  if (DefaultRoleId === undefined || Object.hasOwn(user.roles, DefaultRoleId)) return true;
  return roleNotHeld('DefaultRoleId');
}

async function chooseTeams(
  { body }: Call<Row>,
  table: Table,
): Promise<readonly Team[] | undefined | Refusal<'unknown-role-or-team' | 'invalid-request'>> {
  if (body.Teams === undefined) return undefined;
  const found = await findTeams(table, body.Teams);
  const unknown = found.findIndex((team) => team === undefined);
  if (unknown >= 0) {
    return refuse('unknown-role-or-team', {
      errors: [{ path: `Teams.${unknown}`, message: 'no such team' }],
    });
  }
  return distinctTeams(found.flatMap((team) => (team === undefined ? [] : [team])));
}

/** What really differs: a change to the same value is none. */
function changesOf(user: User, { body }: Call<Row>, teams: readonly Team[] | undefined): Partial<User> {
  const wanted = {
    displayName: body.DisplayName?.trim(),
    description: body.Description,
    defaultRoleId: body.DefaultRoleId as RoleId | undefined,
    teams:
      teams === undefined
        ? undefined
        : Object.fromEntries(teams.map(({ teamId, teamName }) => [teamId, teamName])),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && !same(value, user[name as keyof typeof wanted]),
    ),
  );
}

function same(a: string | Record<string, string>, b: string | Readonly<Record<string, string>>): boolean {
  const sorted = (value: string | object) =>
    typeof value === 'string' ? value : JSON.stringify(Object.entries(value).sort());
  return sorted(a) === sorted(b);
}

/** The list entries move with the user: those of teams that were left go, all others take the new sort keys. */
function entryWrites(before: User, after: User): Write[] {
  const left = Object.keys(before.teams).filter((id) => !Object.hasOwn(after.teams, id));
  return [
    ...left.map((id): Write => ({ remove: teamEntryKey(after.userId, id) })),
    ...listEntries(after).map((entry): Write => ({ put: entry })),
  ];
}

/** The Lambda function. */
export const handler = serve(userOperations, 'updateUser', handle);
