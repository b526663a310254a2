import Badge from '@cloudscape-design/components/badge';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Link } from './link.tsx';

/** As much of a user as its name needs. */
export interface Named {
  readonly UserId: string;
  readonly DisplayName: string;
  readonly UserName: string;
  readonly IsServiceUser: boolean;
}

const hues = 8;

function hueOf(id: string): number {
  return [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % hues;
}

function initials(name: string): string {
  const [first = '', second = ''] = name.split(/[\s_.-]+/).filter((part) => part !== '' && part !== 'svc');
  return `${first.charAt(0)}${second.charAt(0)}`.toUpperCase() || '?';
}

/** Initials on a colour of its own; decoration only. */
export function Avatar({ user }: { readonly user: Named }) {
  const shape = user.IsServiceUser ? 'service' : 'person';
  return (
    <span className={`avatar hue-${hueOf(user.UserId)} ${shape}`} aria-hidden="true">
      {initials(user.DisplayName)}
    </span>
  );
}

/** Avatar, name and badge of a user, leading to it. */
export function UserName({ user }: { readonly user: Named }) {
  return (
    <span className="user-name">
      <Avatar user={user} />
      <span className="names">
        <Link to={`/users/${user.UserId}`}>{user.DisplayName}</Link>
        <small>{user.UserName}</small>
      </span>
      {user.IsServiceUser && <Badge color="blue">Service</Badge>}
    </span>
  );
}

const states = {
  enabled: ['success', 'Enabled'],
  disabled: ['stopped', 'Disabled'],
  deleting: ['in-progress', 'Being deleted'],
} as const;

/** The status of a user in a word and a sign. */
export function UserStatus({ status }: { readonly status: keyof typeof states }) {
  const [type, text] = states[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
