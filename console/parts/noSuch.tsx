import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from './copyText.tsx';
import { Link } from './link.tsx';
import { PageTitle } from './pageTitle.tsx';

interface NoSuchProps {
  /** In the singular: `role`. */
  readonly what: string;
  readonly id: string;
  /** Where the others are, and what the link says. */
  readonly to: string;
  readonly others: string;
  /** In place of "No role has this id". */
  readonly told?: string;
}

/** An id that nothing has, or nothing any more. */
export function NoSuch({ what, id, to, others, told = `No ${what} has this id` }: NoSuchProps) {
  return (
    <SpaceBetween size="m">
      <PageTitle title={`No such ${what}`} />
      <Header variant="h1">No such {what}</Header>
      <Alert type="warning" header={told}>
        <SpaceBetween size="xs">
          <div>It may be deleted, or the address is not quite right.</div>
          <CopyText text={id} what="the id" />
        </SpaceBetween>
      </Alert>
      <Link to={to}>{others}</Link>
    </SpaceBetween>
  );
}
