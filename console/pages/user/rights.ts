import { useActing } from '../../api/console.ts';
import { useOperation, type BodyOf } from '../../api/operations.ts';
import { saidOf } from '../../api/problem.ts';
import { ApiProblem } from '../../../shared/contract/client.ts';
import type { ShownUser } from './tab.ts';

/** Who looks at the page, and what they may do with the user on it. */
export interface Rights {
  /** Why the user cannot be changed; undefined: it can. The API decides again at every call. */
  readonly whyNot: string | undefined;
  /** Whether Super-Admin would help. */
  readonly modeHelps: boolean;
  readonly me: BodyOf<'getMe'> | undefined;
  readonly isOneself: boolean;
}

const looking = 'Looking up what you may do';

function whyNotPerson(me: BodyOf<'getMe'> | undefined): string | undefined {
  if (me === undefined) return looking;
  const may = me.ActiveRole.Permissions.some((one) => one === 'users.manage' || one === 'users.fullaccess');
  return may ? undefined : 'Changing people needs the permission users.manage, or Super-Admin.';
}

function whyNotServiceUser(
  user: ShownUser,
  { known, error }: { readonly known: boolean; readonly error: unknown },
): string | undefined {
  if (known) return undefined;
  if (error === null) return looking;
  if (!(error instanceof ApiProblem) || error.status !== 403) return saidOf(error).title;
  return `You have no access to ${user.DisplayName}. Somebody who has it can share it with you.`;
}

/** What the API is asked before a button is offered: those with access to a service user may see its shares. */
export function useRights(user: ShownUser): Rights {
  const acting = useActing();
  const me = useOperation('getMe', {}).data?.body;
  const asked = user.IsServiceUser && acting.kind === 'person';
  const access = useOperation('listShares', { userId: user.UserId, query: { limit: 1 } }, { enabled: asked });
  const isOneself = me?.UserId === user.UserId;
  const rest = { me, isOneself };
  if (acting.kind === 'super-admin') return { whyNot: undefined, modeHelps: false, ...rest };
  if (acting.kind === 'service-user') {
    const whyNot = `You act as ${acting.name}, and service users manage nobody. Switch back first.`;
    return { whyNot, modeHelps: false, ...rest };
  }
  const whyNot = user.IsServiceUser
    ? whyNotServiceUser(user, { known: access.data !== undefined, error: access.error })
    : whyNotPerson(me);
  return { whyNot, modeHelps: whyNot !== undefined && whyNot !== looking, ...rest };
}
