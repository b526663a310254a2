import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useConsole } from '../../../api/console.ts';
import { Link } from '../../../parts/link.tsx';
import { RowMenu, type RowAction } from '../../../parts/rowMenu.tsx';
import { UserById } from '../../../parts/userById.tsx';
import { When } from '../../../parts/when.tsx';
import type { TokenChange } from './changeToken.tsx';
import { endsSoon, roleOf, type Token, type TokenOwner } from './token.ts';

const states = {
  active: ['success', 'Active'],
  revoked: ['stopped', 'Revoked'],
  expired: ['error', 'Expired'],
} as const;

function State({ token }: { readonly token: Token }) {
  const [type, text] = states[token.State];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

function Expires({ token }: { readonly token: Token }) {
  const { now } = useConsole();
  const when = <When at={token.ExpiresAt} />;
  if (!endsSoon(token, now())) return when;
  return <StatusIndicator type="warning">Soon: {when}</StatusIndicator>;
}

function CreatedBy({ token: { CreatedBy: by, CreatedAt } }: { readonly token: Token }) {
  const { UserId, DisplayName, ServiceUserId } = by;
  return (
    <>
      <Link to={`/users/${UserId}`}>{DisplayName}</Link>
      {ServiceUserId !== undefined && ServiceUserId !== UserId && (
        <>
          {' '}
          as <UserById userId={ServiceUserId} short />
        </>
      )}
      <small className="faint">
        <When at={CreatedAt} />
      </small>
    </>
  );
}

function Role({ owner, roleId }: { readonly owner: TokenOwner; readonly roleId: string | null }) {
  return (
    <>
      {roleOf(owner, roleId ?? owner.defaultRoleId)}
      <small className="faint">{roleId === null ? 'Follows the default role' : 'Bound to this role'}</small>
    </>
  );
}

/** What can be asked for from a row. */
export type TokenAsk = TokenChange | 'rotate';

const whyNot: Readonly<Record<TokenAsk, (token: Token, owner: TokenOwner) => string | undefined>> = {
  rotate: ({ State: state }, { enabled }) => {
    if (state === 'revoked') return 'It is revoked: restore it first, or generate another one.';
    if (state === 'expired') return 'It has expired: generate another one.';
    return enabled ? undefined : 'The user is not enabled.';
  },
  revoke: ({ State: state }) =>
    state === 'active' ? undefined : state === 'revoked' ? 'It is revoked already.' : 'It has expired.',
  restore: ({ State: state }, { enabled }) => {
    if (state === 'active') return 'It works as it is.';
    if (state === 'expired') return 'It has expired: generate another one.';
    return enabled ? undefined : 'Enable the user first.';
  },
  delete: ({ State: state }) => (state === 'active' ? 'It still works: revoke it first.' : undefined),
};

const asks: readonly (readonly [TokenAsk, string])[] = [
  ['rotate', 'Rotate'],
  ['revoke', 'Revoke'],
  ['restore', 'Restore'],
  ['delete', 'Delete'],
];

/** The columns of a list of tokens. */
export function tokenColumns(
  owner: TokenOwner,
  ask: (how: TokenAsk, token: Token) => void,
): readonly TableProps.ColumnDefinition<Token>[] {
  const actionsOf = (token: Token): readonly RowAction[] =>
    asks.map(([how, text]) => ({ text, not: whyNot[how](token, owner), run: () => ask(how, token) }));
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      minWidth: 170,
      cell: ({ Name, AllowedCidrs }) => (
        <>
          {Name}
          {AllowedCidrs !== null && <small className="faint">From {AllowedCidrs.join(', ')}</small>}
        </>
      ),
    },
    { id: 'state', header: 'State', minWidth: 110, cell: (token) => <State token={token} /> },
    {
      id: 'role',
      header: 'Role',
      minWidth: 140,
      cell: ({ RoleId }) => <Role owner={owner} roleId={RoleId} />,
    },
    { id: 'used', header: 'Last used', minWidth: 110, cell: ({ LastUsedAt }) => <When at={LastUsedAt} /> },
    { id: 'expires', header: 'Expires', minWidth: 170, cell: (token) => <Expires token={token} /> },
    { id: 'by', header: 'Created by', minWidth: 140, cell: (token) => <CreatedBy token={token} /> },
    {
      id: 'actions',
      header: 'Actions',
      minWidth: 80,
      cell: (token) => <RowMenu of={token.Name} actions={actionsOf(token)} />,
    },
  ];
}
