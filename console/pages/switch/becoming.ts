import { useMutation } from '@tanstack/react-query';
import { useConsole } from '../../api/console.ts';
import type { BodyOf } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import type { Acting } from '../../session/identity.ts';
import type { Terms } from './terms.tsx';

/** Somebody whom one may become. */
export type Assumable = Entry<'listAssumableUsers'> | 'super-admin';

/** The body of the call that issues the token. */
export function bodyOf({ roleId, minutes, reason }: Terms, whom: Assumable) {
  return {
    DurationMinutes: Number(minutes),
    ...(reason.trim() === '' ? {} : { Reason: reason.trim() }),
    ...(whom === 'super-admin' || roleId === '' ? {} : { RoleId: roleId }),
  };
}

/** An issued token, whose value is in this answer only. @throws Error when the answer was one to a repeated call. */
function valueOf({ Token }: BodyOf<'createAuthToken'>): string {
  if (Token === undefined) throw new Error('The token was lost on its way. Switch again.');
  return Token;
}

/** Issues a token as the person, for this page or for use outside. */
export function useIssue() {
  const { personApi } = useConsole();
  return useMutation({
    // A secret stays where it is shown: nothing keeps it once nobody looks.
    gcTime: 0,
    mutationFn: async ({ whom, terms }: { readonly whom: Assumable; readonly terms: Terms }) => {
      const body = bodyOf(terms, whom);
      const answer =
        whom === 'super-admin'
          ? await personApi.enterSuperAdminMode({ body })
          : await personApi.createAuthToken({ userId: whom.UserId, body });
      return { ...answer.body, Token: valueOf(answer.body) };
    },
  });
}

/** As whom the page acts with an issued token. The end is counted from here, so the machine's clock may be wrong. */
export function actingOf(
  issued: BodyOf<'createAuthToken'> & { readonly Token: string },
  { whom, now }: { readonly whom: Assumable; readonly now: number },
): Acting {
  const lease = { token: issued.Token, issuedAt: now, expiresAt: now + issued.ExpiresIn * 1000 };
  if (whom === 'super-admin') return { kind: 'super-admin', ...lease };
  const { RoleId: roleId, SessionId: sessionId } = issued;
  const roleName = whom.Roles.find(({ RoleId }) => RoleId === roleId)?.RoleName ?? roleId;
  return {
    kind: 'service-user',
    ...lease,
    userId: whom.UserId,
    name: whom.UserName,
    role: { roleId, roleName },
    sessionId,
  };
}
