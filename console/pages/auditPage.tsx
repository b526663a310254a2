import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation, useSearch } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { EventsTable } from '../parts/eventsTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { usePower } from '../parts/power.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { UserPicker } from '../parts/userPicker.tsx';

/** What happened to a user: oneself, until another is chosen. */
export default function AuditPage() {
  const asked = new URLSearchParams(useSearch()).get('user');
  const [, go] = useLocation();
  const power = usePower();
  const userId = asked ?? power.userId;
  const user = useOperation('getUser', { userId: userId ?? '' }, { enabled: userId !== undefined });
  return (
    <SpaceBetween size="l">
      <PageTitle title="Audit" />
      <Header
        variant="h1"
        description="Every change is recorded in the same moment as it is made, and cannot be changed afterwards."
      >
        Audit
      </Header>
      <div className="narrow">
        <UserPicker
          label="User"
          description="Whose events to show."
          kind="both"
          value={user.data?.body}
          onChange={(picked) => {
            if (picked !== undefined) go(`/audit?user=${encodeURIComponent(picked.UserId)}`);
          }}
        />
      </div>
      <ProblemAlert error={user.error} />
      {userId !== undefined && user.error === null && <EventsTable userId={userId} key={userId} />}
    </SpaceBetween>
  );
}
