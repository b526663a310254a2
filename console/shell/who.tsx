import { useEffect } from 'react';
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

interface OwnRoleProps {
  readonly person: Me | undefined;
  readonly chosen: string | undefined;
}

/** A role that was taken away meanwhile is one's choice no longer. */
function useHeldRole(person: Me | undefined): void {
  const { identity } = useConsole();
  const acting = useActing();
  useEffect(() => {
    if (acting.kind !== 'person' || acting.role === undefined || person === undefined) return;
    const { roleId } = acting.role;
    if (!person.Roles.some(({ RoleId }) => RoleId === roleId)) identity.end(acting, 'role-gone');
  }, [acting, identity, person]);
}

/** The one role that the person's requests run under (R4); a choice where there is more than one. */
function OwnRole({ person, chosen }: OwnRoleProps) {
  const { identity } = useConsole();
  if (person === undefined) return <span>…</span>;
  const current = chosen ?? person.ActiveRole.RoleId;
  const role = ({ RoleId, RoleName }: { readonly RoleId: string; readonly RoleName: string }) => ({
    roleId: RoleId,
    roleName: RoleName,
  });
  if (person.Roles.length < 2) return <span>{roleName(person.ActiveRole.RoleName)}</span>;
  return (
    <select
      aria-label="Role"
      value={current}
      onChange={({ target }) => {
        const found = person.Roles.find(({ RoleId }) => RoleId === target.value);
        identity.become({ kind: 'person', role: found === undefined ? undefined : role(found) });
      }}
    >
      {person.Roles.map(({ RoleId, RoleName }) => (
        <option key={RoleId} value={RoleId}>
          {roleName(RoleName)}
        </option>
      ))}
    </select>
  );
}

/** Who as whom, under which role, and for how long. */
export function Who({ person }: { readonly person: Me | undefined }) {
  const acting = useActing();
  const { identity } = useConsole();
  const switchBack = useSwitchBack();
  useHeldRole(person);
  const name = person?.DisplayName ?? '…';
  if (acting.kind === 'person') {
    return (
      <div className="who" role="group" aria-label="Who you act as">
        <strong>{name}</strong>
        <OwnRole person={person} chosen={acting.role?.roleId} />
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
