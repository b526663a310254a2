import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { ApiProblem } from '../../shared/contract/client.ts';
import { useActing } from '../api/console.ts';
import { useSwitchBack } from '../shell/switchBack.ts';
import { useFollow } from './link.tsx';

/** Whether the API refuses because of who asks, so that somebody else may. */
export function isNoAccess(error: unknown): boolean {
  const codes: readonly string[] = ['not-allowed', 'not-for-service-users', 'super-admin-mode-required'];
  return error instanceof ApiProblem && codes.includes(error.code);
}

interface NoAccessProps {
  /** To what, such as “the tokens of svc-loader”. */
  readonly to: string;
  /** Who has access, and how to get it. */
  readonly help: ReactNode;
}

/** Says that whoever one acts as may not, and what helps. */
export function NoAccess({ to, help }: NoAccessProps) {
  const acting = useActing();
  const switchBack = useSwitchBack();
  const follow = useFollow();
  const [path] = useLocation();
  const search = useSearch();
  const here = encodeURIComponent(search === '' ? path : `${path}?${search}`);
  const asServiceUser = acting.kind === 'service-user';
  const action = asServiceUser ? (
    <Button onClick={switchBack}>Switch back</Button>
  ) : (
    <Button href={`/switch?to=super-admin&return=${here}`} onFollow={follow}>
      Switch to Super-Admin
    </Button>
  );
  return (
    <Alert
      type="info"
      header={asServiceUser ? `As ${acting.name} you have no access to ${to}` : `You have no access to ${to}`}
      {...(acting.kind === 'super-admin' ? {} : { action })}
    >
      {asServiceUser ? 'Switch back to act as yourself. ' : ''}
      {help}
    </Alert>
  );
}

/** What helps where access to a service user is needed. */
export const howToGetAccess =
  'People with access to this service user can share it with you, or with a tag you are on. Super-Admin members can switch.';
