import { Link as RouterLink } from 'wouter';
import { useActing, useConsole } from '../api/console.ts';
import type { BodyOf } from '../api/operations.ts';
import { exactTime } from '../parts/when.tsx';
import { roleName } from '../parts/roleName.ts';
import type { Acting } from '../session/identity.ts';
import { timeLeft, useLease } from './lease.ts';
import { useSwitchBack } from './switchBack.ts';

type Me = BodyOf<'getMe'>;

function Left({ acting }: { readonly acting: Exclude<Acting, { kind: 'person' }> }) {
  const left = useLease(acting);
  return <time title={`Until ${exactTime(acting.expiresAt)}`}>{timeLeft(left)} left</time>;
}

/** Who as whom, under which role, and for how long. */
export function Who({ person }: { readonly person: Me | undefined }) {
  const acting = useActing();
  const { identity } = useConsole();
  const switchBack = useSwitchBack();
  const name = person?.DisplayName ?? '…';
  if (acting.kind === 'person') {
    const role = roleName(acting.role?.roleName ?? person?.ActiveRole.RoleName ?? '…');
    return (
      <div className="who" role="group" aria-label="Who you act as">
        <span>
          <strong>{name}</strong> · {role}
        </span>
        <RouterLink href="/switch" className="plain">
          Switch
        </RouterLink>
      </div>
    );
  }
  const whom = acting.kind === 'super-admin' ? 'Super-Admin' : acting.name;
  return (
    <div className="who" role="group" aria-label="Who you act as" key={identity.generation}>
      <span>
        {name} as <strong>{whom}</strong>
        {acting.kind === 'service-user' && ` · ${roleName(acting.role.roleName)}`}
      </span>
      <Left acting={acting} />
      <RouterLink href="/switch" className="plain">
        {acting.kind === 'service-user' ? 'Change role' : 'Switch'}
      </RouterLink>
      <button type="button" className="plain" onClick={switchBack}>
        Switch back
      </button>
    </div>
  );
}
