import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { CopyText } from '../../parts/copyText.tsx';
import { When } from '../../parts/when.tsx';
import type { TabProps } from './tabs.ts';

/** What a user is. */
export default function DetailsTab({ user }: TabProps) {
  return (
    <Container header={<Header variant="h2">Details</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'User name', value: <CopyText text={user.UserName} what="the user name" /> },
          { label: 'User id', value: <CopyText text={user.UserId} what="the user id" /> },
          { label: 'Description', value: user.Description || '–' },
          { label: 'Teams', value: user.Teams.map(({ TeamName }) => TeamName).join(', ') },
          { label: 'Last active', value: <When at={user.LastActiveAt} /> },
          { label: 'Created', value: <When at={user.CreatedAt} /> },
          { label: 'Created by', value: user.CreatedBy.DisplayName },
        ]}
      />
    </Container>
  );
}
