import type { Item } from '../../../shared/store/item.ts';
import type { CloudEvent } from '../../../shared/runtime/cloudEvents.ts';
import type { Ledger } from './ledger.ts';
import type { Mirror } from './mirror.ts';
import type { Recent } from './recent.ts';
import type { Simulation } from './simulation.ts';

/** What is looked at in the end. */
interface Ended {
  readonly mirror: Mirror;
  readonly ledger: Ledger;
  readonly recent: Recent;
  readonly events: readonly CloudEvent[];
}

/** What has to be true when all that was begun has come to its end. */
export function holdAtTheEnd(simulation: Simulation, { mirror, ledger, recent, events }: Ended): void {
  for (const user of mirror.ofEntity('user')) {
    holdFinished(simulation, mirror, user);
    holdEntries(simulation, mirror, user);
    holdTeams(simulation, { mirror, recent }, user);
  }
  holdOrphans(simulation, mirror, recent);
  holdEvents(simulation, ledger, events);
}

/** D5: a delete ends by itself, unless its transfer user is not suitable any more. */
function holdFinished(simulation: Simulation, mirror: Mirror, user: Item): void {
  if (user['status'] !== 'deleting') return;
  const { transferTo } = user['deletion'] as { transferTo: string };
  if (mirror.user(transferTo)?.['status'] === 'enabled')
    simulation.violated('deletes end', String(user['userId']));
}

/** Lists show each user under its roles as it is now. */
function holdEntries(simulation: Simulation, mirror: Mirror, user: Item): void {
  const { userId, kind, status, roles, teams } = user as Readonly<Record<string, string>> & {
    roles: object;
    teams: object;
  };
  const under = (list: string, ids: object, everybody: string): string[] =>
    Object.keys(ids)
      .filter((id) => id !== everybody)
      .map((id) => `${list}#${id}#${kind ?? ''}#${status ?? ''}`);
  const wanted = [...under('ROLE', roles, 'SystemRole-DefaultUsers'), ...under('TEAM', teams, 'Public')];
  const entries = mirror.partition(`USER#${userId}`).filter(({ entity }) => entity === 'entry');
  const stored = entries.map(({ listPk }) => String(listPk));
  if (wanted.sort().join() !== stored.sort().join())
    simulation.violated(
      'lists are right in the end',
      `${userId ?? ''}: ${stored.join()} in place of ${wanted.join()}`,
    );
}

/** Nobody is in a team that is gone. */
function holdTeams(
  simulation: Simulation,
  { mirror, recent }: Pick<Ended, 'mirror' | 'recent'>,
  { pk, teams }: Item,
): void {
  for (const teamId of Object.keys(teams as object)) {
    const isThere = teamId === 'Public' || mirror.get(`TEAM#${teamId}`, 'TEAM') !== undefined;
    if (!isThere && !recent.wasHidden(`${String(pk)}/${teamId}`, teamId))
      simulation.violated('no orphans', `${String(pk)} is in ${teamId}`);
  }
}

type There = (id: unknown) => boolean;

/** Why an item of each kind is an orphan, where it is one. */
const orphaned: Readonly<Record<string, (item: Item, there: There) => boolean>> = {
  share: (item, there) =>
    isInDeadPartition(item, there) || (item['granteeType'] === 'user' && !there(item['granteeId'])),
  tagMember: isInDeadPartition,
  session: isInDeadPartition,
  ownToken: isInDeadPartition,
  tokenName: isInDeadPartition,
  entry: isInDeadPartition,
  ownedResource: isInDeadPartition,
  ownedRole: isInDeadPartition,
  trustRule: isInDeadPartition,
  clientKey: isInDeadPartition,
  roster: isInDeadPartition,
  token: ({ userId }, there) => !there(userId),
  name: ({ userId }, there) => userId !== undefined && !there(userId),
  resource: ({ ownerId }, there) => !there(ownerId),
  role: ({ roleManagers }, there) => !(roleManagers as string[]).every(there),
};

function isInDeadPartition({ pk }: Item, there: There): boolean {
  return String(pk).startsWith('USER#') && !there(String(pk).slice('USER#'.length));
}

/** D6: nothing names somebody who is gone, and nothing hangs on what is gone. */
function holdOrphans(simulation: Simulation, mirror: Mirror, recent: Recent): void {
  const there: There = (id) => mirror.user(String(id)) !== undefined;
  for (const [entity, isOrphan] of Object.entries(orphaned)) {
    for (const item of mirror.ofEntity(entity)) {
      const { pk, sk, granteeId } = item as Readonly<Record<string, string>>;
      if (isOrphan(item, there) && !recent.wasHidden(`${pk ?? ''}/${sk ?? ''}`, granteeId ?? ''))
        simulation.violated('no orphans', `${entity} ${String(item['pk'])}/${String(item['sk'])}`);
    }
  }
}

/** Each audit record is published at least once, first in the order in which those of its target were stored. */
function holdEvents(simulation: Simulation, ledger: Ledger, events: readonly CloudEvent[]): void {
  const first = new Map(events.map(({ id }, at) => [id, at] as const).reverse());
  const last = new Map<string, number>();
  for (const { eventId, targetId } of ledger.audits) {
    const at = first.get(String(eventId));
    if (at === undefined) return simulation.violated('events are published', `${String(eventId)} is not`);
    if (at < (last.get(String(targetId)) ?? -1))
      return simulation.violated('events are published', `${String(eventId)} too early`);
    last.set(String(targetId), at);
  }
}
