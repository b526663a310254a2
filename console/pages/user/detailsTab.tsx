import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../../parts/copyText.tsx';
import { roleName } from '../../parts/roleName.ts';
import { When } from '../../parts/when.tsx';
import { NameOf } from './deletionProgress.tsx';
import { RolesPanel } from './rolesPanel.tsx';
import type { TabProps } from './tab.ts';

/** What a user is, and which roles it has. */
export default function DetailsTab({ user }: TabProps) {
  const role = user.Roles.find(({ RoleId }) => RoleId === user.DefaultRoleId)?.RoleName;
  const { CreatedBy } = user;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Details</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'User name', value: <CopyText text={user.UserName} what="the user name" /> },
            { label: 'User id', value: <CopyText text={user.UserId} what="the user id" /> },
            { label: 'Type', value: user.IsServiceUser ? 'Service user' : 'Person' },
            { label: 'Default role', value: roleName(role ?? user.DefaultRoleId) },
            { label: 'Teams', value: user.Teams.map(({ TeamName }) => TeamName).join(', ') },
            ...(user.IsServiceUser ? [] : [{ label: 'E-mail', value: user.Email ?? '–' }]),
            { label: 'Description', value: user.Description || '–' },
            { label: 'Last active', value: <When at={user.LastActiveAt} /> },
            { label: 'Created', value: <When at={user.CreatedAt} /> },
            {
              label: 'Created by',
              value: CreatedBy.UserId === user.UserId ? CreatedBy.DisplayName : <Creator of={user} />,
            },
            { label: 'Changed', value: <When at={user.UpdatedAt} /> },
          ]}
        />
      </Container>
      <RolesPanel user={user} />
    </SpaceBetween>
  );
}

/** As they were called then; leading to them. */
function Creator({ of: { CreatedBy } }: { readonly of: TabProps['user'] }) {
  return CreatedBy.UserId.startsWith('usr_') ? <NameOf userId={CreatedBy.UserId} /> : CreatedBy.DisplayName;
}
