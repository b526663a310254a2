import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Link } from '../parts/link.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <SpaceBetween size="m">
      <PageTitle title="No such page" />
      <Header variant="h1">No such page</Header>
      <Link to="/users">To the users</Link>
    </SpaceBetween>
  );
}
