import { handOver, remove, rolesOfNew, stop, transferRefusal } from './lives.ts';
import { asService, accessTo, mayEdit, mayReadEvents } from './may.ts';
import { done, idsOf, ok, operation, textOf, type ModelOperations } from './operation.ts';
import { addToken } from './tokenOperations.ts';
import { roleWords, viewOf } from './views.ts';

/** SPEC sections 2, 8, 10 and 13. */
export const userOperations: ModelOperations = {
  getMe: operation({
    weight: 3,
    draw: () => ({}),
    decide: ({ principal: { user, person, assumed, mode, roleId } }) => ({
      status: 200,
      shows: {
        ...viewOf(user),
        mode: mode !== undefined,
        role: mode === undefined ? roleId : undefined,
        by: assumed ? person?.id : undefined,
      },
      project: (said) => ({
        ...viewOf(said),
        mode: said['SuperAdminMode'],
        role:
          said['SuperAdminMode'] === true ? undefined : textOf(said['ActiveRole'] as typeof said, 'RoleId'),
        by: (said['AssumedBy'] as { UserId?: string } | undefined)?.UserId,
      }),
    }),
  }),

  getUser: operation({
    draw: (pick) => ({ params: { userId: pick.user() } }),
    decide: ({ world, args }) => {
      const user = world.users.get(args.params.userId);
      return user === undefined ? 'user-not-found' : { status: 200, shows: viewOf(user), project: viewOf };
    },
  }),

  createUser: operation({
    weight: 2,
    draw: (pick) => {
      const { world } = pick;
      const taken = [...world.users.values()].flatMap(({ kind, displayName }) =>
        kind === 'service' ? [displayName] : [],
      );
      if (taken.length > 9) return undefined;
      const Name = pick.chance(0.1) ? pick.one([...taken, '***']) : pick.name('svc');
      return {
        body: {
          Name,
          ...(pick.chance(0.5) && { Role: pick.one([...roleWords.keys(), pick.role()]) }),
          ...(pick.chance(0.3) && { Teams: [pick.team()] }),
          ...(pick.chance(0.4) && {
            Token: { Name: 'first', ...(pick.chance(0.3) && { RoleId: pick.role() }) },
          }),
        },
      };
    },
    decide: ({ world, principal, args: { body } }) => {
      if (asService(principal)) return 'not-for-service-users';
      if (principal.mode === undefined) return 'super-admin-mode-required';
      const roles = rolesOfNew(world, body);
      if (typeof roles === 'string') return roles;
      const { Name, Teams = [], Token } = body;
      const userName = `${Name}@service`;
      if ([...world.users.values()].some((user) => user.userName === userName)) return 'name-taken';
      return done(201, (said) => {
        const id = textOf(said, 'UserId');
        world.users.set(id, {
          ...{ id, kind: 'service', displayName: Name, userName, status: 'enabled', inGroup: false },
          ...{ generation: 1, modeGeneration: 0, signIns: 0, roles: new Set(roles) },
          teams: new Set(['Public', ...Teams]),
          defaultRoleId: roles.at(-1) ?? '',
        });
        // C15, C12
        world.shares.set(id, new Map([[principal.user.id, world.now]]));
        if (Token !== undefined)
          addToken(world, { userId: id, asked: Token, said: said['Token'], by: principal });
      });
    },
  }),

  updateUser: operation({
    weight: 2,
    draw: (pick) => ({
      params: { userId: pick.user() },
      body: pick.chance(0.6) ? { DefaultRoleId: pick.role() } : { Teams: pick.some(pick.world.teams.keys()) },
    }),
    decide: ({ world, principal, args: { params, body } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      if (!mayEdit(world, principal, target)) return 'not-allowed';
      const { DefaultRoleId, Teams } = body;
      if (DefaultRoleId !== undefined && !target.roles.has(DefaultRoleId)) return 'role-not-held';
      return done(200, () => {
        if (DefaultRoleId !== undefined) target.defaultRoleId = DefaultRoleId;
        if (Teams === undefined) return;
        target.teams.clear();
        for (const team of ['Public', ...Teams]) target.teams.add(team);
      });
    },
  }),

  enableUser: operation({
    weight: 4,
    draw: (pick) => ({ params: { userId: pick.user() } }),
    decide: ({ world, principal, args: { params } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      if (!mayEdit(world, principal, target)) return 'not-allowed';
      return done(200, () => (target.status = 'enabled'));
    },
  }),

  disableUser: operation({
    weight: 2,
    draw: (pick) => ({ params: { userId: pick.user(0.8) } }),
    decide: ({ world, principal, args: { params } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      if (!mayEdit(world, principal, target)) return 'not-allowed';
      return done(200, () => {
        if (target.status === 'enabled') stop(target);
        target.status = 'disabled';
      });
    },
  }),

  deleteUser: operation({
    weight: 2,
    draw: (pick) => {
      const disabled = [...pick.world.users.values()].filter(({ status }) => status === 'disabled');
      const drawn = pick.user();
      const userId = disabled.length > 0 && pick.chance(0.5) ? pick.one(disabled).id : drawn;
      const receiver = pick.user(0.1);
      return {
        params: { userId },
        query: pick.chance(0.9) ? { transferTo: receiver } : {},
      };
    },
    decide: ({ world, principal, args: { params, query } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      if (!mayEdit(world, principal, target)) return 'not-allowed';
      const refusal = transferRefusal(world, target, query.transferTo);
      const { transferTo } = query;
      if (refusal !== undefined || transferTo === undefined) return refusal ?? 'transfer-user-missing';
      return done(200, () => {
        handOver(world, target.id, transferTo);
        remove(world, target.id);
      });
    },
  }),

  listEvents: operation({
    draw: (pick) => ({ params: { userId: pick.user() } }),
    decide: ({ world, principal, args: { params } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      return mayReadEvents(world, principal, target) ? ok() : 'not-allowed';
    },
  }),

  listAssumableUsers: operation({
    weight: 2,
    draw: () => ({ query: { limit: '200' } }),
    decide: ({ world, principal }) => ({
      status: 200,
      shows: [...world.users.values()]
        .filter((user) => user.status === 'enabled' && accessTo(world, principal, user))
        .map(({ id }) => id)
        .sort(),
      project: (said) => idsOf(said, 'UserId').filter((id) => world.users.has(id)),
    }),
  }),

  signOutUser: operation({
    weight: 0.4,
    draw: (pick) => ({ params: { userId: pick.user(0.2) } }),
    decide: ({ world, principal, args: { params } }) => {
      const target = world.users.get(params.userId);
      if (target === undefined) return 'user-not-found';
      if (asService(principal)) return 'not-for-service-users';
      if (target.kind === 'service') return 'service-user-sign-out';
      if (principal.user !== target && !mayEdit(world, principal, target)) return 'not-allowed';
      return done(204, () => {
        stop(target);
        target.signIns += 1;
      });
    },
  }),
};
