import { accessTo, asService } from './may.ts';
import {
  done,
  idsOf,
  operation,
  textOf,
  type ModelOperations,
  type Outcome,
  type Said,
} from './operation.ts';
import { sessionStands, type Authenticated } from './principal.ts';
import type { ModelSession, ModelUser, World } from './world.ts';

interface Given {
  readonly world: World;
  readonly principal: Authenticated;
  readonly args: { readonly params: Readonly<{ userId: string; sessionId?: string }> };
}

/** The sessions of a service user: by those with access to it. Nobody has access to a person, and the mode changes no person into one. */
function onSessions({ world, principal, args }: Given, decide: (target: ModelUser) => Outcome): Outcome {
  const target = world.users.get(args.params.userId);
  if (target === undefined) return 'user-not-found';
  if (asService(principal)) return 'not-for-service-users';
  if (principal.mode === undefined && !accessTo(world, principal, target)) return 'not-allowed';
  return target.kind === 'person' ? 'not-a-service-user' : decide(target);
}

/** Whom the mode needs, and nobody who is a service user. */
function inMode({ principal }: { principal: Authenticated }, decide: () => Outcome): Outcome {
  if (asService(principal)) return 'not-for-service-users';
  return principal.mode === undefined ? 'super-admin-mode-required' : decide();
}

function enter(world: World, session: Omit<ModelSession, 'ended' | 'id' | 'issuedAt'>, said: Said): void {
  const id = textOf(said, 'SessionId');
  const issued: ModelSession = { ...session, id, issuedAt: world.now, ended: false };
  world.sessions.set(id, issued);
  world.credentials.push({ kind: 'session', session: issued, value: textOf(said, 'Token') });
}

/** SPEC section 4: by the registry, by the group as it was just shown, or in the mode already. */
function isMember(world: World, { user, groupShown, mode }: Authenticated): boolean {
  const byGroup = groupShown && !world.removedSuperAdmins.has(user.id);
  return world.superAdmins.has(user.id) || byGroup || mode !== undefined;
}

/** T19: what the token rests on. In the mode it is the mode that gave access, but to whom has a share anyway. */
function assumed(world: World, principal: Authenticated, target: ModelUser) {
  const { user, mode } = principal;
  const shared = world.shares.get(target.id)?.has(user.id) === true;
  return {
    ...{ kind: 'assumed' as const, userId: target.id, personId: user.id, generation: target.generation },
    ...{ personGeneration: user.generation, modeGeneration: user.modeGeneration },
    throughMode: shared ? undefined : mode,
  };
}

/** T1: whole minutes from 1 to 180. */
const durations: readonly unknown[] = [1, 60, 180, 0, 181, 1.5, '60'];
const badDuration = (minutes: unknown): boolean =>
  minutes !== undefined && !['1', '60', '180'].includes(JSON.stringify(minutes));

interface Asked {
  readonly RoleId?: string;
  readonly Audience?: string;
  readonly DurationMinutes?: unknown;
}

/** T1, L1: what is wrong with the request by itself. */
function refusalOfRequest(world: World, { Audience, DurationMinutes }: Asked): Outcome | undefined {
  if (badDuration(DurationMinutes)) return 'invalid-request';
  if (Audience === undefined) return undefined;
  if (world.applications.get(Audience) === true) return 'interactive-only';
  return world.applications.has(Audience) ? undefined : 'audience-unknown';
}

/** T3, R6, T4: what is wrong with it for that target. */
function refusalForTarget(target: ModelUser, { RoleId }: Asked): Outcome | undefined {
  if (target.kind === 'person') return 'not-a-service-user';
  if (RoleId !== undefined && !target.roles.has(RoleId)) return 'role-not-held';
  return target.status === 'disabled' ? 'user-disabled' : undefined;
}

/** SPEC sections 4, 5 and 10. */
export const sessionOperations: ModelOperations = {
  createAuthToken: operation({
    weight: 6,
    draw: (pick) => {
      const body: Asked = {
        ...(pick.chance(0.3) && { RoleId: pick.role() }),
        ...(pick.chance(0.1) && { Audience: pick.application() }),
        ...(pick.chance(0.15) && { DurationMinutes: pick.one(durations) }),
      };
      return { params: { userId: pick.user(0.95) }, body: { ...body } };
    },
    decide: ({ world, principal, args }) => {
      const target = world.users.get(args.params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      // T3 is told to everybody.
      if (target.kind === 'service' && !accessTo(world, principal, target)) return 'not-allowed';
      const refused = refusalOfRequest(world, args.body) ?? refusalForTarget(target, args.body);
      if (refused !== undefined) return refused;
      return done(201, (said) => {
        const roleId = args.body.RoleId ?? target.defaultRoleId;
        const foreign = args.body.Audience !== undefined;
        enter(world, { ...assumed(world, principal, target), roleId, foreign }, said);
      });
    },
  }),

  listSessions: operation({
    draw: (pick) => ({ params: { userId: pick.user(0.95) }, query: { limit: '200' } }),
    decide: (given) =>
      onSessions(given, ({ id }) => {
        const { sessions, users } = given.world;
        const stands = (session: ModelSession): boolean =>
          users.get(id)?.roles.has(session.roleId) === true && sessionStands(given.world, session);
        const live = [...sessions.values()].filter((session) => session.userId === id && stands(session));
        return {
          status: 200,
          shows: live.map((session) => session.id).sort(),
          // The model knows nothing of the sessions of tokens for applications.
          project: (said) => idsOf(said, 'SessionId').filter((each) => sessions.has(each)),
        };
      }),
  }),

  endSession: operation({
    draw: (pick) => {
      const userId = pick.user(0.95);
      return { params: { userId, sessionId: pick.sessionOf(userId) } };
    },
    decide: (given) =>
      onSessions(given, (target) => {
        const session = given.world.sessions.get(given.args.params.sessionId);
        if (session?.userId !== target.id || session.ended) return 'session-not-found';
        return done(204, () => (session.ended = true));
      }),
  }),

  enterSuperAdminMode: operation({
    weight: 2,
    draw: (pick) => ({ body: pick.chance(0.2) ? { DurationMinutes: pick.one(durations) } : {} }),
    decide: ({ world, principal, args }) => {
      const { user } = principal;
      if (asService(principal)) return 'not-for-service-users';
      if (!isMember(world, principal)) return 'not-allowed';
      if (badDuration((args.body as Asked).DurationMinutes)) return 'invalid-request';
      // R4: a token that is bound to a role leads to no other.
      if (principal.bound === true) return 'not-allowed';
      return done(201, (said) => {
        world.superAdmins.add(user.id);
        const subject = { kind: 'mode' as const, userId: user.id, personId: user.id, roleId: 'Super-Admin' };
        const { generation, modeGeneration } = user;
        const issued = { ...subject, generation, personGeneration: generation, modeGeneration };
        enter(world, { ...issued, throughMode: undefined, foreign: false }, said);
      });
    },
  }),

  endSuperAdminMode: operation({
    weight: 0.5,
    draw: () => ({}),
    decide: ({ principal }) =>
      asService(principal) ? 'not-for-service-users' : done(204, () => (principal.user.modeGeneration += 1)),
  }),

  addSuperAdmin: operation({
    draw: (pick) => ({ params: { userId: pick.user(0.2) } }),
    decide: (given) => {
      const { world, args } = given;
      const target = world.users.get(args.params.userId);
      if (target === undefined) return 'user-not-found';
      return inMode(given, () => {
        if (target.kind === 'service') return 'super-admin-must-be-person';
        if (target.status === 'disabled') return 'user-disabled';
        return done(204, () => {
          world.superAdmins.add(target.id);
          world.removedSuperAdmins.delete(target.id);
        });
      });
    },
  }),

  removeSuperAdmin: operation({
    weight: 0.5,
    draw: (pick) => ({ params: { userId: pick.user(0.2) } }),
    decide: (given) => {
      const { world, args } = given;
      const target = world.users.get(args.params.userId);
      if (target === undefined) return 'user-not-found';
      return inMode(given, () => {
        if (!world.superAdmins.has(target.id)) return 'member-not-found';
        return done(204, () => {
          world.superAdmins.delete(target.id);
          world.removedSuperAdmins.add(target.id);
          target.modeGeneration += 1;
        });
      });
    },
  }),

  putApplication: operation({
    weight: 0.5,
    draw: (pick) => {
      const fresh = pick.world.applications.size < 5 && pick.chance(0.5);
      const applicationId = fresh ? pick.name('app') : pick.one([...pick.world.applications.keys()]);
      return { params: { applicationId }, body: { Name: 'App', InteractiveOnly: pick.chance(0.5) } };
    },
    decide: (given) =>
      inMode(given, () => {
        const { params, body } = given.args;
        if (['mdm', 'bi'].includes(params.applicationId)) return 'built-in';
        return done(200, () => given.world.applications.set(params.applicationId, body.InteractiveOnly));
      }),
  }),

  createApplicationToken: operation({
    weight: 2,
    draw: (pick) => ({ params: { applicationId: pick.application() }, body: {} }),
    decide: ({ world, principal, args }) => {
      const interactive = world.applications.get(args.params.applicationId);
      if (interactive === undefined) return 'application-not-found';
      if (interactive && asService(principal)) return 'interactive-only';
      // It is made for another service: here it is nothing.
      return done(201, (said) => world.credentials.push({ kind: 'nothing', value: textOf(said, 'Token') }));
    },
  }),
};
