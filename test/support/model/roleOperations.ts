import { accessToRole, asService, mayBy, mayEdit, mayEditRole } from './may.ts';
import {
  done,
  operation,
  textOf,
  type Done,
  type ModelOperations,
  type Outcome,
  type Said,
} from './operation.ts';
import type { Pick } from './pick.ts';
import type { Authenticated } from './principal.ts';
import type { ModelRole, ModelUser, World } from './world.ts';

/** What a role is compared by. */
export const roleView = ({ id, permissions, managers }: ModelRole): object => ({
  id,
  permissions: [...permissions].sort(),
  managers: [...managers].sort(),
});

/** The same, of an answer. */
export const saidRoleView = (said: Said): object => ({
  id: said['RoleId'],
  permissions: (said['Permissions'] as string[]).toSorted(),
  managers: (said['RoleManagers'] as string[]).toSorted(),
});

const anyPermission = [
  ...['users.view', 'users.manage', 'users.fullaccess', 'roles.manage', 'teams.manage', 'tags.manage'],
  ...['resources.view', 'resources.manage', 'resources.fullaccess', 'audit.view', 'data_lake.manage'],
];

/** R1: access to the role, and to whom it is given or taken from. */
function onAttachment(
  { world, principal, args }: { world: World; principal: Authenticated; args: { params: Attachment } },
  decide: (user: ModelUser, role: ModelRole) => Outcome,
): Outcome {
  const user = world.users.get(args.params.userId);
  const role = world.roles.get(args.params.roleId);
  if (user === undefined) return 'user-not-found';
  if (role === undefined) return 'role-not-found';
  if (asService(principal)) return 'not-for-service-users';
  if (!mayEdit(world, principal, user) || !accessToRole(principal, role)) return 'not-allowed';
  return decide(user, role);
}

type Attachment = Readonly<{ userId: string; roleId: string }>;

function onRole(
  {
    world,
    principal,
    args,
  }: { world: World; principal: Authenticated; args: { params: { roleId: string } } },
  decide: (role: ModelRole) => Outcome,
): Outcome {
  const role = world.roles.get(args.params.roleId);
  if (role === undefined) return 'role-not-found';
  if (asService(principal)) return 'not-for-service-users';
  if (!mayEditRole(world, principal, role)) return 'not-allowed';
  return role.builtIn ? 'built-in' : decide(role);
}

/** SPEC section 3: roles and who holds them. */
export const roleOperations: ModelOperations = {
  getRole: operation({
    draw: (pick) => ({ params: { roleId: pick.role() } }),
    decide: ({ world, args }) => {
      const role = world.roles.get(args.params.roleId);
      if (role === undefined) return 'role-not-found';
      return { status: 200, shows: roleView(role), project: saidRoleView };
    },
  }),

  createRole: operation({
    draw: (pick) => {
      if (pick.world.roles.size > 9) return undefined;
      const managers = [...pick.world.users.keys()];
      const body: { RoleName: string; Permissions: string[]; RoleManagers?: string[] } = {
        RoleName: pick.name('role'),
        Permissions: pick.some(anyPermission),
        ...(pick.chance(0.5) && { RoleManagers: pick.some(managers, 0.2) }),
      };
      return { body: { ...body } };
    },
    decide: ({ world, principal, args: { body } }) => {
      if (asService(principal)) return 'not-for-service-users';
      if (!mayBy(world, principal, 'roles.manage')) return 'not-allowed';
      return done(201, (said) => {
        const id = textOf(said, 'RoleId');
        const managers = new Set(body.RoleManagers ?? [principal.user.id]);
        world.roles.set(id, { id, builtIn: false, permissions: body.Permissions, managers });
      });
    },
  }),

  updateRole: operation({
    draw: (pick) => ({
      params: { roleId: pick.role() },
      body: pick.chance(0.6)
        ? { Permissions: pick.some(anyPermission) }
        : { RoleManagers: pick.some(pick.world.users.keys(), 0.2) },
    }),
    decide: (given) =>
      onRole(given, (role) =>
        done(200, () => {
          const { Permissions, RoleManagers } = given.args.body;
          role.permissions = Permissions ?? role.permissions;
          if (RoleManagers !== undefined) role.managers = new Set(RoleManagers);
        }),
      ),
  }),

  deleteRole: operation({
    weight: 0.5,
    draw: (pick) => ({ params: { roleId: pick.role() } }),
    transient: 'role-in-use',
    decide: (given) =>
      onRole(given, ({ id }) => {
        const held = [...given.world.users.values()].some(({ roles }) => roles.has(id));
        return held
          ? 'role-in-use'
          : done(204, () => given.world.gone.push(id) && given.world.roles.delete(id));
      }),
  }),

  attachRole: operation({
    weight: 5,
    draw: drawAttachment,
    decide: (given) => onAttachment(given, (user, role) => done(200, () => user.roles.add(role.id))),
  }),

  detachRole: operation({
    weight: 2,
    draw: drawAttachment,
    decide: (given) =>
      onAttachment(given, (user, { id }) => {
        if (!user.roles.has(id)) return 'role-not-attached';
        if (id === 'SystemRole-DefaultUsers') return 'built-in';
        return detached(user, id);
      }),
  }),
};

function detached(user: ModelUser, roleId: string): Done {
  return done(200, () => {
    user.roles.delete(roleId);
    if (user.defaultRoleId === roleId) user.defaultRoleId = 'SystemRole-DefaultUsers';
  });
}

function drawAttachment(pick: Pick): { params: Attachment } {
  const userId = pick.user();
  const held = [...(pick.world.users.get(userId)?.roles ?? [])];
  return { params: { userId, roleId: held.length > 0 && pick.chance(0.3) ? pick.one(held) : pick.role() } };
}
