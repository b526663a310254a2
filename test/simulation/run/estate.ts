import type { NewId, RoleId, ServiceUserId, TrustRuleId } from '../../../shared/domain/ids.ts';
import { instant, type Instant } from '../../../shared/domain/time.ts';
import type { Person, ServiceUser } from '../../../shared/domain/user.ts';
import { putApplication } from '../../../shared/store/applications.ts';
import { putClientKey } from '../../../shared/store/clientKeys.ts';
import { putCursorKey } from '../../../shared/store/cursorKey.ts';
import { putNewResource } from '../../../shared/store/resources.ts';
import { putNewRole } from '../../../shared/store/roles.ts';
import { changeRoster } from '../../../shared/store/rosters.ts';
import { registerMember } from '../../../shared/store/superAdmins.ts';
import { Table, type Write } from '../../../shared/store/table.ts';
import { putNewTeam } from '../../../shared/store/teams.ts';
import { putTrustRule } from '../../../shared/store/trustRules.ts';
import { Usage } from '../../../shared/store/usage.ts';
import { claimUserName } from '../../../shared/store/users.ts';
import { aPerson } from '../../support/aPerson.ts';
import { aServiceUser } from '../../support/aServiceUser.ts';
import { ourIssuer, publish, type SigningKey } from '../../support/signingKey.ts';
import {
  given,
  shareWrite,
  stored,
  tagMemberWrite,
  tagShareWrite,
  tagWrite,
  userWrites,
} from '../../support/stored.ts';
import { issuer } from './container.ts';
import type { Engine } from './engine.ts';
import { keyText, type Image } from './mirror.ts';
import { pipelines, publicJwk, repos } from './outside.ts';
import type { Simulation } from './simulation.ts';

/** Who is there from the beginning: ada and eve are Super-Admin members. */
export const peopleNames = ['ada', 'eve', 'linus', 'mary', 'otto'] as const;

/** The people of every world, by name. */
export const personIds = Object.fromEntries(
  peopleNames.map((subject) => [subject, aPerson({ issuer, subject }).userId]),
) as Record<(typeof peopleNames)[number], ReturnType<typeof aPerson>['userId']>;

/** What every world begins with: people, two service users that are shared in both ways, a role, a tag and the keys. */
export async function plantEstate(
  simulation: Simulation,
  { dynamoDb, table: name, post }: Engine,
  key: SigningKey,
): Promise<readonly Image[]> {
  const table = new Table(name, new Usage(), dynamoDb);
  const id = simulation.newId(() => simulation.now);
  const lastActiveAt = instant(simulation.now);
  const [roleId, tagId] = [id('role'), id('tag')];
  const [shared, tagged] = [
    aService({ userId: id('serviceUser'), lastActiveAt }, 'svc-shared', { [roleId]: 'loaders' }),
    aService({ userId: id('serviceUser'), lastActiveAt }, 'svc-tagged', {}),
  ] as const;
  const newRole = putNewRole({
    ...{ roleId, roleName: 'loaders', description: '', permissions: ['lake.view', 'resources.manage'] },
    ...{ roleManagers: [personIds.linus], builtIn: false, version: 1 },
  });
  const { ada, eve, linus, mary, otto } = personIds;
  await publish(table, key.published);
  await stored(
    table,
    ...peopleNames.flatMap((name) => userWrites(aManager(name, lastActiveAt))),
    ...[shared, tagged].flatMap((user) => [...userWrites(user), claimUserName(user)]),
    registerMember(ada, 'added'),
  );
  await stored(
    table,
    registerMember(eve, 'added'),
    ...[shareWrite(shared.userId, linus), shareWrite(shared.userId, otto)],
    tagWrite(tagId),
    ...[mary, linus].map((userId) => tagMemberWrite(userId, tagId)),
    tagShareWrite(tagged.userId, tagId),
    ...[newRole.role, newRole.name, ...newRole.managers],
    putCursorKey(Buffer.alloc(32, 7)),
    ...Object.values(putNewTeam({ teamId: id('team'), teamName: 'platform' })),
    ...[linus, shared.userId].flatMap((ownerId) => aResource(id, ownerId, lastActiveAt)),
    ...groundWrites(shared.userId, id('trustRule'), lastActiveAt),
  );
  return await everything(post, name);
}

function aService(
  given: Pick<ServiceUser, 'userId' | 'lastActiveAt'>,
  name: string,
  roles: Record<string, string>,
): ServiceUser {
  return aServiceUser({
    ...{ ...given, displayName: name, userName: `${name}@service` },
    roles: { 'SystemRole-DefaultUsers': 'Member', ...roles },
  });
}

function aResource(id: NewId, ownerId: string, createdAt: Instant): Write[] {
  const what = { resourceType: 'dataset', name: 'planted', externalId: undefined };
  return putNewResource({ ...what, resourceId: id('resource'), ownerId, createdAt, version: 1 });
}

/** An application, a trust rule and a client key, so that there are tokens for it, and tokens from outside are good from the beginning. */
function groundWrites(userId: ServiceUserId, trustRuleId: TrustRuleId, at: Instant): Write[] {
  const by = { createdAt: given, createdBy: { userId: personIds.ada, displayName: 'ada' } };
  const { kid, ...jwk } = publicJwk('key-0') as Record<string, string>;
  const clientKeyId = String(kid);
  const roster = (kind: 'trustRules' | 'clientKeys', id: string): Write =>
    changeRoster({ userId, kind, names: {}, version: 0 }, { [id]: 'planted' });
  return [
    putApplication({ applicationId: 'lake', name: 'lake', interactiveOnly: false, builtIn: false }),
    putTrustRule({
      ...{ userId, trustRuleId, name: 'planted', issuer: pipelines, audience: ourIssuer, roleId: undefined },
      ...{ conditions: [{ claim: 'repo', equals: repos[0] }], jwks: [publicJwk('key-0')] },
      ...{ ...by, updatedAt: at, maxDurationMinutes: 60, version: 1, termsVersion: 1 },
    }),
    putClientKey({ userId, clientKeyId, name: 'planted', algorithm: 'ES256', jwk, ...by }),
    roster('trustRules', trustRuleId),
    roster('clientKeys', clientKeyId),
  ];
}

/** By key, since the engine tells them in any order. */
async function everything(post: Engine['post'], TableName: string): Promise<readonly Image[]> {
  const { body } = await post('Scan', { TableName });
  const { Items } = JSON.parse(body) as { Items: Image[] };
  return Items.sort((one, other) => (keyText(one) < keyText(other) ? -1 : 1));
}

function aManager(subject: string, lastActiveAt: Instant): Person {
  const roles = { 'SystemRole-DefaultUsers': 'Member', 'SystemRole-Managers': 'Manager' };
  const defaultRoleId = 'SystemRole-Managers' as RoleId;
  return aPerson({ issuer, subject, displayName: subject, lastActiveAt, roles, defaultRoleId });
}
