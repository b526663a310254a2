import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../../parts/copyText.tsx';
import { TakesFocus } from '../../parts/focus.tsx';
import { Link } from '../../parts/link.tsx';
import { PageTitle } from '../../parts/pageTitle.tsx';
import { exactTime } from '../../parts/when.tsx';
import type { Receipt } from './deletion.ts';
import { NameOf } from './deletionProgress.tsx';

/** What a delete moved, and to whom. */
function ReceiptOf({ receipt }: { readonly receipt: Receipt }) {
  const { UserId, TransferTo, Resources, Tags, Roles, StartedBy, StartedAt, CompletedAt } = receipt;
  return (
    <Container header={<Header variant="h2">Receipt</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Handed over to', value: <NameOf userId={TransferTo} /> },
          { label: 'Resources', value: Resources.toLocaleString('en') },
          { label: 'Tags', value: Tags.toLocaleString('en') },
          { label: 'Roles managed', value: Roles.toLocaleString('en') },
          { label: 'Asked for by', value: <NameOf userId={StartedBy} /> },
          { label: 'Begun', value: exactTime(Date.parse(StartedAt)) },
          { label: 'Completed', value: exactTime(Date.parse(CompletedAt ?? StartedAt)) },
          { label: 'User id', value: <CopyText text={UserId} what="the user id" /> },
        ]}
      />
    </Container>
  );
}

interface DeletedProps {
  /** As far as it is known: nobody is asked for the name of who is gone. */
  readonly name: string;
  readonly receipt: Receipt;
}

/** In place of a user who is gone. */
export function Deleted({ name, receipt }: DeletedProps) {
  return (
    <TakesFocus>
      <SpaceBetween size="l">
        <PageTitle title={`${name} is deleted`} />
        <Header variant="h1">{name} is deleted</Header>
        <div role="status">
          <Alert type="success">Everything it owned was handed over. This id leads to nobody any more.</Alert>
        </div>
        <ReceiptOf receipt={receipt} />
        <Link to="/users">To the users</Link>
      </SpaceBetween>
    </TakesFocus>
  );
}
