import type { OperationId } from '../../../shared/contract/operations.ts';
import { field } from '../api.ts';
import type { ModelRun } from './modelRun.ts';
import type { Args } from './operation.ts';
import type { ModelCredential } from './world.ts';

/** A small world to begin with, made by calls like all the others: people, service users, roles, a tag and a team. */
export async function begin(run: ModelRun): Promise<void> {
  const { world, pick } = run;
  const root = await run.join('super');
  await run.join('super');
  const members = [await run.join('member'), await run.join('member'), await run.join('member')];
  const signIn = world.credentials.find((each) => each.kind === 'signIn' && each.userId === root.id);
  await run.call('enterSuperAdminMode', { body: {} }, { authorization: signIn });
  const authorization: ModelCredential | undefined = world.credentials.at(-1);
  const make = async (id: OperationId, args: Args, made = 'UserId'): Promise<string> =>
    field(await run.call(id, args, { authorization }), made);

  const [administrator, manager, member] = members.map(({ id }) => id);
  await attach(make, administrator, 'SystemRole-SystemAdministrators');
  await attach(make, manager, 'SystemRole-Managers');
  const roleId = await make(
    'createRole',
    { body: { RoleName: pick.name('role'), Permissions: ['users.manage'], RoleManagers: [member] } },
    'RoleId',
  );
  const tagId = await make('createTag', { body: { TagKey: 'model', TagValue: pick.name('tag') } }, 'TagId');
  await make('createTeam', { body: { TeamName: pick.name('team') } }, 'TeamId');
  await make('addTagUser', {
    params: { tagId, userId: member ?? '' },
    body: { AccessType: 'ReadOnly' },
  });
  for (const Role of ['Manager', 'Admin', roleId]) {
    const body = { Name: pick.name('svc'), Role, Token: { Name: 'first' } };
    const userId = await make('createUser', { body });
    await make('shareWithTag', { params: { userId, tagId }, body: { AccessType: 'Owner' } }, 'GranteeId');
  }
}

async function attach(
  make: (id: OperationId, args: Args) => Promise<string>,
  userId = '',
  roleId = '',
): Promise<void> {
  await make('attachRole', { params: { userId, roleId } });
  await make('updateUser', { params: { userId }, body: { DefaultRoleId: roleId } });
}
