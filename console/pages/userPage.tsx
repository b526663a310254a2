import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { Suspense } from 'react';
import { useLocation, useParams } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { UserStatus } from '../parts/userName.tsx';
import { tabs } from './user/tabs.ts';

/** One user: what it is, and what can be done with it. */
export default function UserPage() {
  const { userId = '', tab = 'details' } = useParams<{ userId: string; tab?: string }>();
  const [, go] = useLocation();
  const { data, error, refetch } = useOperation('getUser', { userId });
  if (error !== null) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="large" />;
  const user = data.body;
  const kind = user.IsServiceUser ? 'service-user' : 'person';
  const shown = tabs.filter(({ of }) => of === 'both' || of === kind);
  return (
    <SpaceBetween size="l">
      <PageTitle title={user.DisplayName} />
      <Header
        variant="h1"
        description={user.UserName}
        info={
          <SpaceBetween direction="horizontal" size="xs">
            {user.IsServiceUser && <Badge color="blue">Service</Badge>}
            <UserStatus status={user.Status} />
          </SpaceBetween>
        }
      >
        {user.DisplayName}
      </Header>
      <Tabs
        ariaLabel={`About ${user.DisplayName}`}
        activeTabId={shown.some(({ id }) => id === tab) ? tab : 'details'}
        onChange={({ detail }) => go(`/users/${userId}/${detail.activeTabId}`, { replace: true })}
        tabs={shown.map(({ id, label, content: Content }) => ({
          id,
          label,
          content: (
            <Suspense fallback={<Spinner />}>
              <Content user={user} etag={data.etag} />
            </Suspense>
          ),
        }))}
      />
    </SpaceBetween>
  );
}
