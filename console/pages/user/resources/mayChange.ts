import { useOperation } from '../../../api/operations.ts';

/** Why whoever the page acts as may not change what a user owns; undefined where that is allowed. */
export function useWhyNot(ownerId: string): string | undefined {
  const me = useOperation('getMe', {}).data?.body;
  if (me === undefined) return 'Looking whether you may.';
  const may =
    me.SuperAdminMode || me.UserId === ownerId || me.ActiveRole.Permissions.includes('resources.fullaccess');
  return may ? undefined : 'Only its owner, a role with resources.fullaccess, or a Super-Admin may.';
}
