import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useSearch } from 'wouter';
import { useActing } from '../api/console.ts';
import { isProblem } from '../api/problem.ts';
import { Link } from './link.tsx';
import { ProblemAlert } from './problemAlert.tsx';

/** Where one switches to Super-Admin, to come back to this page. */
export function useModeAddress(): string {
  const [path] = useLocation();
  const search = useSearch();
  const here = search === '' ? path : `${path}?${search}`;
  return `/switch?to=super-admin&return=${encodeURIComponent(here)}`;
}

/** What helps where one may not do something: the mode, or being oneself again. */
export function WayIn() {
  const acting = useActing();
  const address = useModeAddress();
  if (acting.kind === 'super-admin') return null;
  if (acting.kind === 'service-user') return <>You act as a service user: switch back first.</>;
  return <Link to={address}>Switch to Super-Admin</Link>;
}

interface RefusalProps {
  readonly error: unknown;
  /** To what one has no access, as it follows "You have no access to". */
  readonly what: string;
  /** Who has it, as a sentence. */
  readonly who: string;
  readonly retry?: () => void;
}

/** Why something is not shown: plainly where one may not see it, as any problem otherwise. */
export function Refusal({ error, what, who, retry }: RefusalProps) {
  if (!isProblem(error, 'not-allowed', 'super-admin-mode-required', 'not-for-service-users')) {
    return <ProblemAlert error={error} retry={retry} />;
  }
  return (
    <div role="status">
      <Alert type="info" header={`You have no access to ${what}`}>
        <SpaceBetween size="xxs">
          <div>{who}</div>
          <WayIn />
        </SpaceBetween>
      </Alert>
    </div>
  );
}
