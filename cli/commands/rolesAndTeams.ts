import { items } from '../../client/index.ts';
import { columns } from '../columns.ts';
import { command, given, group, text, texts } from '../command.ts';
import { showList, showOne } from '../output.ts';
import { confirm } from '../terminal.ts';

const listRoles = command({
  brief: 'List roles',
  run: async ({ api, call, output }) => {
    await showList(items((await api()).listRoles, {}, call), columns.roles, output);
  },
});

const getRole = command({
  brief: 'Show one role',
  args: ['role'],
  run: async ({ api, find, call, output }, [role]) => {
    const { body } = await (await api()).getRole({ roleId: await (await find()).role(role) }, call);
    const more = { Description: () => body.Description, Managers: () => body.RoleManagers.join(', ') };
    showOne(body, { ...columns.roles, ...more }, output);
  },
});

const roleFlags = {
  description: text('What it is for'),
  permission: texts('service.view, service.manage or service.fullaccess; repeatable', 'permission'),
  manager: texts('A user who may attach and edit it; repeatable', 'user'),
};

const createRole = command({
  brief: 'Create a role',
  args: ['name'],
  flags: roleFlags,
  run: async ({ api, find, call, output }, [name], { description, permission, manager }) => {
    const resolve = await find();
    const RoleManagers = manager && (await Promise.all(manager.map((one) => resolve.user(one))));
    const fields = { RoleName: name, Description: description, Permissions: permission ?? [] };
    const { body } = await (await api()).createRole({ body: { ...fields, RoleManagers } }, call);
    showOne(body, columns.roles, output);
  },
});

const editRole = command({
  brief: 'Change the description, permissions or managers of a role',
  args: ['role'],
  flags: roleFlags,
  run: async ({ api, find, call, output }, [role], { description, permission, manager }) => {
    const resolve = await find();
    const RoleManagers = manager && (await Promise.all(manager.map((one) => resolve.user(one))));
    const body = { Description: description, Permissions: permission, RoleManagers };
    const { body: changed } = await (
      await api()
    ).updateRole({ roleId: await resolve.role(role), body }, call);
    showOne(changed, columns.roles, output);
  },
});

const deleteRole = command({
  brief: 'Delete a role that nobody holds',
  args: ['role'],
  flags: { yes: given('Do not ask', 'y') },
  run: async ({ api, find, call }, [role], { yes }) => {
    await confirm(`Delete role ${role}?`, yes);
    await (await api()).deleteRole({ roleId: await (await find()).role(role) }, call);
  },
});

function attaching(operation: 'attachRole' | 'detachRole', brief: string) {
  return command({
    brief,
    args: ['user', 'role'],
    run: async ({ api, find, call, output }, [user, role = '']) => {
      const [client, resolve] = [await api(), await find()];
      const ids = { userId: await resolve.user(user), roleId: await resolve.role(role) };
      showOne((await client[operation](ids, call)).body, columns.user, output);
    },
  });
}

/** `service-users roles …` */
export const roles = group('Roles and who holds them', {
  list: listRoles,
  get: getRole,
  create: createRole,
  edit: editRole,
  delete: deleteRole,
  attach: attaching('attachRole', 'Attach a role to a user'),
  detach: attaching('detachRole', 'Detach a role from a user; credentials bound to it stop at once'),
});

const listTeams = command({
  brief: 'List teams',
  run: async ({ api, call, output }) => {
    await showList(items((await api()).listTeams, {}, call), columns.teams, output);
  },
});

const createTeam = command({
  brief: 'Create a team',
  args: ['name'],
  run: async ({ api, call, output }, [name]) => {
    showOne((await (await api()).createTeam({ body: { TeamName: name } }, call)).body, columns.teams, output);
  },
});

const deleteTeam = command({
  brief: 'Delete a team; its members leave it',
  args: ['team'],
  flags: { yes: given('Do not ask', 'y') },
  run: async ({ api, find, call }, [team], { yes }) => {
    await confirm(`Delete team ${team}?`, yes);
    await (await api()).deleteTeam({ teamId: await (await find()).team(team) }, call);
  },
});

function membership(operation: 'addTeamMember' | 'removeTeamMember', brief: string) {
  return command({
    brief,
    args: ['team', 'user'],
    run: async ({ api, find, call }, [team, user = '']) => {
      const [client, resolve] = [await api(), await find()];
      await client[operation]({ teamId: await resolve.team(team), userId: await resolve.user(user) }, call);
    },
  });
}

/** `service-users teams …` */
export const teams = group('Teams and their members', {
  list: listTeams,
  create: createTeam,
  delete: deleteTeam,
  add: membership('addTeamMember', 'Add a user to a team'),
  remove: membership('removeTeamMember', 'Remove a user from a team'),
});
