import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { usePages } from '../../api/pages.ts';
import { ListTable } from '../../parts/listTable.tsx';
import { howToGetAccess } from '../../parts/noAccess.tsx';
import { roleName } from '../../parts/roleName.ts';
import { RowMenu } from '../../parts/rowMenu.tsx';
import { When } from '../../parts/when.tsx';
import type { TabProps } from './tab.ts';
import { DeleteRule } from './trust/deleteRule.tsx';
import type { TrustRule } from './trust/draft.ts';
import { ChangeRule, CreateRule } from './trust/editRule.tsx';
import { Explain } from './trust/explain.tsx';

type Asked =
  { readonly how: 'create' | 'explain' } | { readonly how: 'change' | 'delete'; readonly rule: TrustRule };

interface AskedDialogProps extends Pick<TabProps, 'user'> {
  readonly asked: Asked;
  readonly onClose: () => void;
}

function AskedDialog({ asked, user, onClose }: AskedDialogProps) {
  if (asked.how === 'create') return <CreateRule user={user} onClose={onClose} />;
  if (!('rule' in asked)) return <Explain user={user} onClose={onClose} />;
  if (asked.how === 'change') return <ChangeRule user={user} rule={asked.rule} onClose={onClose} />;
  return <DeleteRule user={user} rule={asked.rule} onClose={onClose} />;
}

function ConditionsOf({ rule }: { readonly rule: TrustRule }) {
  return (
    <ul className="plain-list">
      {rule.Conditions.map(({ Claim, Equals }) => (
        <li key={Claim}>
          {Claim} = <code>{String(Equals)}</code>
        </li>
      ))}
    </ul>
  );
}

/** Which outside tokens stand for a service user. */
export default function TrustTab({ user }: TabProps) {
  const pages = usePages('listTrustRules', { userId: user.UserId });
  const [asked, ask] = useState<Asked>();
  const roleOf = (id: string | null) =>
    id === null
      ? 'The default role'
      : roleName(user.Roles.find(({ RoleId }) => RoleId === id)?.RoleName ?? id);
  return (
    <>
      <ListTable
        pages={pages}
        title="Trust rules"
        description="Jobs of a platform that fulfil a rule get short-lived tokens of this service user for their own, with no stored secret."
        idOf={({ TrustRuleId }) => TrustRuleId}
        columns={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            minWidth: 140,
            cell: ({ Name, Jwks }) => (
              <>
                {Name}
                {Jwks !== null && <small className="faint">Keys pinned</small>}
              </>
            ),
          },
          { id: 'issuer', header: 'Issuer', minWidth: 180, cell: ({ Issuer }) => Issuer },
          { id: 'audience', header: 'Audience', minWidth: 160, cell: ({ Audience }) => Audience },
          {
            id: 'conditions',
            header: 'Conditions',
            minWidth: 220,
            cell: (rule) => <ConditionsOf rule={rule} />,
          },
          { id: 'role', header: 'Role', minWidth: 110, cell: ({ RoleId }) => roleOf(RoleId) },
          {
            id: 'life',
            header: 'Longest life',
            minWidth: 110,
            cell: ({ MaxDurationMinutes }) => `${MaxDurationMinutes} min`,
          },
          {
            id: 'changed',
            header: 'Changed',
            minWidth: 110,
            cell: ({ UpdatedAt }) => <When at={UpdatedAt} />,
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 80,
            cell: (rule) => (
              <RowMenu
                of={rule.Name}
                actions={[
                  { text: 'Change', run: () => ask({ how: 'change', rule }) },
                  { text: 'Delete', run: () => ask({ how: 'delete', rule }) },
                ]}
              />
            ),
          },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => ask({ how: 'explain' })}>Explain a token</Button>
            <Button variant="primary" onClick={() => ask({ how: 'create' })}>
              Create trust rule
            </Button>
          </SpaceBetween>
        }
        empty={{
          title: 'No trust rules',
          text: 'Create one for GitHub Actions, GitLab, Kubernetes, AWS or another OpenID Connect issuer.',
        }}
        noAccess={{ to: `the trust rules of ${user.DisplayName}`, help: howToGetAccess }}
      />
      {asked !== undefined && <AskedDialog asked={asked} user={user} onClose={() => ask(undefined)} />}
    </>
  );
}
