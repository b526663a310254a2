import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { instant } from '../../shared/domain/time.ts';
import type { Person, ServiceUser } from '../../shared/domain/user.ts';
import { rules, type Rule } from '../../shared/policy/rules.ts';
import type { FactSource } from '../../shared/runtime/factSource.ts';
import { loadFacts, wantFacts } from '../../shared/runtime/loadFacts.ts';
import { putNewRole } from '../../shared/store/roles.ts';
import { Snapshot } from '../../shared/store/snapshot.ts';
import type { Table } from '../../shared/store/table.ts';
import { aPerson } from '../support/aPerson.ts';
import { aPrincipal } from '../support/aPrincipal.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import {
  shareWrite,
  stored,
  tagMemberWrite,
  tagShareWrite,
  tagWrite,
  userWrites,
} from '../support/stored.ts';

let table: Table;
let ada: Person;
let loader: ServiceUser;
let target: ServiceUser;
beforeAll(async () => {
  ({ table } = await embeddedTable());
  [ada, loader, target] = [aPerson(), aServiceUser(), aServiceUser()];
  await stored(table, ...userWrites(ada), ...userWrites(loader), ...userWrites(target));
});

/** The facts of a request by that principal. */
async function facts(rule: Rule, principal: Principal, params: Record<string, string>) {
  const source: FactSource = { rule, params, transferTo: [], snapshot: new Snapshot(table), table };
  wantFacts(source, principal.userId, true);
  await source.snapshot.load();
  const user = principal.kind === 'person' ? ada : loader;
  const loaded = await loadFacts(source, { principal, user });
  return { ...loaded, facts: Object.fromEntries(loaded.facts) };
}

const asLoader = (): Principal[] => {
  const { role } = aPrincipal();
  const common = { userId: loader.userId, displayName: 'svc', generation: 1, role };
  const session = {
    sessionId: newId('session'),
    expiresAt: instant(0),
    person: { userId: ada.userId, displayName: 'Ada' },
  };
  return [
    { kind: 'serviceUser', ...common },
    { kind: 'assumed', ...common, ...session },
  ];
};

describe('the facts of a request', () => {
  it('H5, H3 a service user has access to no service user, by tag or by share, whatever the table holds', async () => {
    const tagId = newId('tag');
    await stored(
      table,
      tagWrite(tagId),
      tagMemberWrite(loader.userId, tagId),
      tagShareWrite(target.userId, tagId),
      shareWrite(target.userId, loader.userId),
    );
    for (const principal of asLoader()) {
      const loaded = await facts(rules['users.edit'], principal, { userId: target.userId });
      expect(loaded).toMatchObject({
        access: undefined,
        facts: { accessToTarget: false, actingAsServiceUser: true },
      });
    }
    await stored(table, tagMemberWrite(ada.userId, tagId));
    const asAda = await facts(rules['users.edit'], aPrincipal(ada), { userId: target.userId });
    expect(asAda).toMatchObject({
      access: { by: 'tag', tagId },
      facts: { accessToTarget: true, actingAsServiceUser: false },
    });
  });

  it('L3 a service user is no Super-Admin member, whatever the registry holds', async () => {
    for (const principal of asLoader()) {
      expect((await facts(rules['mode.enter'], principal, {})).facts).toMatchObject({
        superAdminMember: false,
      });
    }
    const member = aPrincipal(ada, { member: true });
    expect((await facts(rules['mode.enter'], member, {})).facts).toMatchObject({ superAdminMember: true });
  });

  it('access through the mode is no share, and a share counts before the mode', async () => {
    const [own, foreign] = [aServiceUser(), aServiceUser()];
    await stored(table, ...userWrites(own), ...userWrites(foreign), shareWrite(own.userId, ada.userId));
    const sessionId = newId('session');
    const inMode = aPrincipal(ada, { mode: { sessionId, expiresAt: instant(0) } });
    expect(await facts(rules['users.assume'], inMode, { userId: foreign.userId })).toMatchObject({
      access: { by: 'mode', sessionId },
      facts: { superAdminMode: true, accessToTarget: false },
    });
    expect(await facts(rules['users.assume'], inMode, { userId: own.userId })).toMatchObject({
      access: { by: 'share' },
    });
  });

  it('R1 access to a role is holding it or managing it', async () => {
    const role = {
      roleId: newId('role'),
      roleName: 'R',
      description: '',
      permissions: [],
      roleManagers: [ada.userId],
      builtIn: false,
      version: 1,
    };
    const writes = putNewRole(role);
    await stored(table, writes.role, writes.name);
    const about = (principal: Principal, roleId: string) =>
      facts(rules['roles.attach'], principal, { userId: target.userId, roleId });
    expect((await about(aPrincipal(ada), role.roleId)).facts).toMatchObject({ accessToRole: true });
    expect((await about(aPrincipal(ada), 'SystemRole-DefaultUsers')).facts).toMatchObject({
      accessToRole: true,
    });
    expect((await about(aPrincipal(ada), 'SystemRole-Managers')).facts).toMatchObject({
      accessToRole: false,
    });
    const [direct] = asLoader();
    if (direct !== undefined)
      expect((await about(direct, role.roleId)).facts).toMatchObject({ accessToRole: false });
    expect((await facts(rules['roles.edit'], aPrincipal(ada), { roleId: role.roleId })).facts).toMatchObject({
      managesRole: true,
    });
  });

  it('R4 a permission is one of the active role, at its level', async () => {
    const role = { roleId: 'x', roleName: 'x', permissions: ['teams.fullaccess', 'users.view'] };
    const may = async (rule: Rule) =>
      (await facts(rule, aPrincipal(ada, { role }), { userId: ada.userId })).facts;
    expect(await may(rules['teams.manage'])).toMatchObject({ 'may:teams.manage': true });
    expect(await may(rules['users.edit'])).toMatchObject({ 'may:users.manage': false, targetIsPerson: true });
  });
});
