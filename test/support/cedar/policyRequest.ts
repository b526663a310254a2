import type { Context } from '@cedar-policy/cedar-wasm/nodejs';
import type { Principal } from '../../../shared/domain/principal.ts';
import { superAdminRole } from '../../../shared/domain/role.ts';
import { instant } from '../../../shared/domain/time.ts';
import type { User } from '../../../shared/domain/user.ts';
import { newId } from '../../../shared/domain/ids.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { rules, type Action, type Rule } from '../../../shared/policy/rules.ts';
import { loadFacts, wantFacts } from '../../../shared/runtime/loadFacts.ts';
import { wantTransferUser } from '../../../shared/runtime/transferFacts.ts';
import { Snapshot } from '../../../shared/store/snapshot.ts';
import type { Table } from '../../../shared/store/table.ts';
import type { Dice } from '../model/dice.ts';
import { unknownId } from '../created.ts';
import { uidOf } from './cedarEntities.ts';
import type { PolicyState } from './cedarState.ts';

/** A request as the policy sees it, for both that decide it. */
export interface PolicyRequest {
  readonly action: Action;
  readonly user: User;
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly transferTo: readonly string[];
}

/** Draws who asks: a person, perhaps in the mode, or a service user by its own credential or assumed; under one held role. */
function aPrincipal(dice: Dice, state: PolicyState): Pick<PolicyRequest, 'user' | 'principal'> {
  const user = dice.one(state.users);
  const held = state.roles.filter(({ roleId }) => roleId in user.roles);
  const custom = held.filter(({ builtIn }) => !builtIn);
  const role = dice.one(custom.length > 0 && dice.chance(0.7) ? custom : held);
  const { displayName, generation } = user;
  const common = { displayName, generation, role };
  const expiresAt = instant(2_000_000_000_000);
  if (user.kind === 'person') {
    const { userId, modeGeneration } = user;
    const person = { kind: 'person' as const, userId, modeGeneration, ...common, member: false };
    // Nobody is in the mode who is not a member now: authentication asks the registry (SPEC section 4).
    if (!state.superAdmins.includes(userId) || dice.chance(0.5)) return { user, principal: person };
    const mode = { sessionId: newId('session'), expiresAt };
    return { user, principal: { ...person, member: true, role: superAdminRole, mode } };
  }
  if (dice.chance(0.5)) return { user, principal: { kind: 'serviceUser', userId: user.userId, ...common } };
  const person = dice.one(state.people);
  const session = { sessionId: newId('session'), expiresAt };
  return { user, principal: { kind: 'assumed', userId: user.userId, ...common, person, ...session } };
}

/** What is named in the path of an action's calls; nothing for the others. */
const named: Partial<Readonly<Record<Action, readonly ('userId' | 'roleId' | 'tagId' | 'resourceId')[]>>> = {
  'users.edit': ['userId'],
  'users.enable': ['userId'],
  'users.disable': ['userId'],
  'users.assume': ['userId'],
  'users.share': ['userId'],
  'users.signOut': ['userId'],
  'users.delete': ['userId'],
  'sessions.manage': ['userId'],
  'trust.manage': ['userId'],
  'events.read': ['userId'],
  'tokens.manage': ['userId'],
  'roles.attach': ['userId', 'roleId'],
  'roles.edit': ['roleId'],
  'tags.change': ['tagId'],
  'resources.read': ['resourceId'],
  'resources.change': ['resourceId'],
};

/** Draws a request for an action. */
export function aPolicyRequest(dice: Dice, state: PolicyState, action: Action): PolicyRequest {
  const asking = aPrincipal(dice, state);
  const target = dice.chance(0.15) ? asking.user : dice.one(state.users);
  const drawn = {
    userId: target.userId,
    roleId: dice.one(state.roles).roleId,
    tagId: dice.one(state.tags),
    resourceId: dice.one(state.resources).id,
  };
  const params = Object.fromEntries((named[action] ?? []).map((name) => [name, drawn[name]]));
  const receiver = dice.one([...state.users.map((user) => user.userId), unknownId.person, '']);
  const transferTo = action === 'users.delete' && receiver !== '' ? [receiver] : [];
  return { action, ...asking, params, transferTo };
}

/** What the product's rules say, from the facts that its own reads establish. */
export async function ruled(table: Table, request: PolicyRequest): Promise<boolean> {
  const rule: Rule = rules[request.action];
  const { params, transferTo, user, principal } = request;
  const source = { rule, params, transferTo, table, snapshot: new Snapshot(table) };
  wantFacts(source, principal.kind === 'person' ? principal.userId : undefined, true);
  wantTransferUser(source);
  await source.snapshot.load();
  const { facts } = await loadFacts(source, { user, principal });
  return decide(rule, facts).allowed;
}

/** What Cedar is asked. */
export function cedarQuestion({ action, principal, params, transferTo }: PolicyRequest) {
  const context: Context = {
    superAdminMode: principal.kind === 'person' && principal.mode !== undefined,
    permissions: [...principal.role.permissions],
    ...(action === 'roles.attach' && { role: { __entity: uidOf(params['roleId'] ?? '') } }),
    ...(action === 'users.delete' && transferContext(transferTo)),
  };
  const resource = targetOf(action, params);
  return { principal: uidOf(principal.userId), action: { type: 'Action', id: action }, resource, context };
}

function targetOf(action: Action, params: PolicyRequest['params']): { type: string; id: string } {
  const [first] = Object.values(params);
  if (first !== undefined) return uidOf(first);
  const ofMembers = action === 'mode.enter' || action === 'superAdmins.manage';
  return ofMembers ? { type: 'Members', id: 'members' } : { type: 'Product', id: 'product' };
}

/** D3: a person who exists, or somebody who cannot receive anything. */
function transferContext([receiver]: readonly string[]): Context {
  const person = receiver?.startsWith('usr_') === true && receiver !== unknownId.person;
  return {
    transferToUnknown: receiver !== undefined && !person,
    ...(person && { transferTo: { __entity: uidOf(receiver) } }),
  };
}
