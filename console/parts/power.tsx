import Alert from '@cloudscape-design/components/alert';
import { permits } from '../../shared/domain/role.ts';
import { useActing } from '../api/console.ts';
import { useOperation } from '../api/operations.ts';
import { WayIn } from './refusal.tsx';

/** What one may do as whom one acts, as far as it follows from the role. The API decides; this is to say it before. */
export interface Power {
  /** The id of whom one acts as. */
  readonly userId: string | undefined;
  readonly inMode: boolean;
  readonly asServiceUser: boolean;
  /** By the mode or by the role in use. While it is not known yet: no. */
  readonly may: (permission: string) => boolean;
}

/** As whom one acts, and what that allows. */
export function usePower(): Power {
  const me = useOperation('getMe', {}).data?.body;
  const acting = useActing();
  const inMode = acting.kind === 'super-admin';
  const asServiceUser = acting.kind === 'service-user';
  const held = me?.ActiveRole.Permissions ?? [];
  return {
    userId: me?.UserId,
    inMode,
    asServiceUser,
    may: (permission) => inMode || permits(held, permission),
  };
}

/** For a button: disabled with the reason, where there is one. */
export function unless(
  reason: string | undefined,
): { readonly disabled: true; readonly disabledReason: string } | Record<never, never> {
  return reason === undefined ? {} : { disabled: true, disabledReason: reason };
}

/** What is needed to change what is shown, and how to get it. */
export function Needed({ reason }: { readonly reason: string | undefined }) {
  if (reason === undefined) return null;
  return (
    <Alert type="info">
      {reason} <WayIn />
    </Alert>
  );
}
