import { useMutation } from '@tanstack/react-query';
import { useActing, useConsole } from '../../api/console.ts';
import type { BodyOf } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import { useRepeats } from '../../api/repeats.ts';
import type { Acting } from '../../session/identity.ts';
import { endFormer } from '../../shell/leaving.ts';
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

/** A token with its value. */
export type Issued = BodyOf<'createAuthToken'> & { readonly Token: string; readonly throughMode: boolean };

/** Whether a service user is assumed by the mode, which has access to all of them, or by the person. */
export function useThroughMode(whom: Assumable | undefined): boolean {
  return useActing().kind === 'super-admin' && whom !== undefined && whom !== 'super-admin';
}

/** Issues a token, for this page or for use outside: in the mode by the mode, else as the person. */
export function useIssue() {
  const { api, personApi } = useConsole();
  const inMode = useActing().kind === 'super-admin';
  const whileHere = useRepeats();
  return useMutation({
    // A secret stays where it is shown: nothing keeps it once nobody looks.
    gcTime: 0,
    mutationFn: async ({
      whom,
      terms,
    }: {
      readonly whom: Assumable;
      readonly terms: Terms;
    }): Promise<Issued> => {
      const body = bodyOf(terms, whom);
      const throughMode = inMode && whom !== 'super-admin';
      const by = throughMode ? api : personApi;
      const answer =
        whom === 'super-admin'
          ? await by.enterSuperAdminMode({ body }, whileHere())
          : await by.createAuthToken({ userId: whom.UserId, body }, whileHere());
      return { ...answer.body, Token: valueOf(answer.body), throughMode };
    },
  });
}

/** As whom the page acts with an issued token. The end is counted from here, so the machine's clock may be wrong. */
function actingOf(issued: Issued, { whom, now }: { readonly whom: Assumable; readonly now: number }): Acting {
  const lease = { token: issued.Token, issuedAt: now, expiresAt: now + issued.ExpiresIn * 1000 };
  if (whom === 'super-admin') return { kind: 'super-admin', ...lease };
  const { RoleId: roleId, SessionId: sessionId, throughMode } = issued;
  const roleName = whom.Roles.find(({ RoleId }) => RoleId === roleId)?.RoleName ?? roleId;
  return {
    kind: 'service-user',
    ...lease,
    userId: whom.UserId,
    name: whom.UserName,
    role: { roleId, roleName },
    sessionId,
    throughMode,
  };
}

/** Lets the page act with an issued token; what it acted with before is ended. */
export function useBecome(): (issued: Issued, whom: Assumable) => void {
  const { identity, personApi, now } = useConsole();
  return (issued, whom) => {
    const former = identity.acting;
    const next = actingOf(issued, { whom, now: now() });
    identity.become(next);
    void endFormer(former, next, personApi);
  };
}
