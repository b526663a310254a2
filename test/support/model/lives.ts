import type { ProblemCode } from '../../../shared/problems/catalogue.ts';
import { roleNamed } from './views.ts';
import type { ModelUser, World } from './world.ts';

/** What stops with a user: everything issued before, and the mode. */
export function stop(user: ModelUser): void {
  user.generation += 1;
  user.modeGeneration += 1;
}

/** SPEC section 8: D1 to D3, in the order that the refusals are told. */
export function transferRefusal(world: World, target: ModelUser, transferTo: string | undefined) {
  if (target.status === 'enabled') return 'must-be-disabled-first';
  if (transferTo === undefined) return 'transfer-user-missing';
  const receiver = world.users.get(transferTo);
  const suitable = receiver?.kind === 'person' && receiver.status === 'enabled' && receiver !== target;
  return suitable ? undefined : 'transfer-user-unsuitable';
}

/** D4: what it owns goes to the transfer user. */
export function handOver(world: World, userId: string, transferTo: string): void {
  const owned = [...world.resources.values()].filter(({ ownerId }) => ownerId === userId);
  for (const resource of owned) resource.ownerId = transferTo;
  const tags = [...world.tags.values()].filter(({ members }) => members.get(userId)?.accessType === 'Owner');
  for (const { members } of tags) {
    const since = members.get(transferTo)?.since ?? world.now;
    members.set(transferTo, { accessType: 'Owner', since });
  }
  for (const { managers } of world.roles.values()) if (managers.delete(userId)) managers.add(transferTo);
}

/** D6: what is about it goes with it. */
export function remove(world: World, userId: string): void {
  for (const { shares } of world.resources.values()) shares.delete(userId);
  for (const { members, shared } of world.tags.values()) {
    members.delete(userId);
    shared.delete(userId);
  }
  for (const { id } of world.tokensOf(userId)) world.tokens.delete(id);
  world.shares.delete(userId);
  for (const shares of world.shares.values()) shares.delete(userId);
  world.superAdmins.delete(userId);
  world.users.delete(userId);
  world.gone.push(userId);
}

/** What creation takes. */
export interface NewServiceUser {
  readonly Name: string;
  readonly Role?: string;
  readonly Teams?: readonly string[];
  readonly Token?: { readonly Name: string; readonly RoleId?: string };
}

/** C6, C7, C8, C10: the roles that it gets, or what is wrong with what was asked. */
export function rolesOfNew(world: World, asked: NewServiceUser): string[] | ProblemCode {
  const role = roleNamed(world, asked.Role ?? 'Member');
  if (!/[a-z0-9]/.test(asked.Name)) return 'name-not-usable';
  if (role === undefined || !teamsExist(world, asked)) return 'unknown-role-or-team';
  const roles = ['SystemRole-DefaultUsers', role];
  return roles.includes(asked.Token?.RoleId ?? role) ? roles : 'role-not-held';
}

const teamsExist = (world: World, { Teams = [] }: NewServiceUser): boolean =>
  Teams.every((id) => world.teams.has(id));
