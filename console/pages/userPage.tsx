import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { Suspense, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { isProblem } from '../api/problem.ts';
import { useKept } from '../parts/kept.ts';
import { NoSuch } from '../parts/noSuch.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { Avatar, UserStatus } from '../parts/userName.tsx';
import { SuperAdminDialog } from './switch/superAdminDialog.tsx';
import { Actions } from './user/actions.tsx';
import { pause, useDeletion } from './user/deletion.ts';
import { DeletionProgress } from './user/deletionProgress.tsx';
import { Deleted } from './user/gone.tsx';
import { useRights } from './user/rights.ts';
import type { ShownUser } from './user/tab.ts';
import { tabs } from './user/tabs.ts';

interface UserViewProps {
  readonly user: ShownUser;
  readonly etag: string | undefined;
  readonly onDeletion: () => void;
}

function Title({ user, etag, onDeletion }: UserViewProps) {
  return (
    <Header
      variant="h1"
      description={
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <span className="wraps">{user.UserName}</span>
          {user.IsServiceUser && <Badge color="blue">Service</Badge>}
          <UserStatus status={user.Status} />
        </SpaceBetween>
      }
      actions={<Actions user={user} etag={etag} onDeletion={onDeletion} />}
    >
      <span className="user-name">
        <Avatar user={user} />
        <span className="names">{user.DisplayName}</span>
      </span>
    </Header>
  );
}

/** That one may only look, and what helps. */
function OnlyLooking({ user }: { readonly user: ShownUser }) {
  const { whyNot, modeHelps, isOneself } = useRights(user);
  const [asking, ask] = useState(false);
  if (whyNot === undefined || !modeHelps || isOneself) return null;
  const action = <Button onClick={() => ask(true)}>Switch to Super-Admin</Button>;
  return (
    <>
      <Alert type="info" action={action}>
        {whyNot}
      </Alert>
      {asking && (
        <SuperAdminDialog
          purpose={`to change ${user.DisplayName}`}
          action="Switch to Super-Admin"
          onDone={() => ask(false)}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

function UserView({ user, etag, onDeletion }: UserViewProps) {
  const { tab = 'details' } = useParams<{ tab?: string }>();
  const [, go] = useLocation();
  const kind = user.IsServiceUser ? 'service-user' : 'person';
  const shown = tabs.filter(({ of }) => of === 'both' || of === kind);
  return (
    <SpaceBetween size="l">
      <PageTitle title={user.DisplayName} />
      <Title user={user} etag={etag} onDeletion={onDeletion} />
      {user.Status === 'deleting' ? <DeletionProgress user={user} /> : <OnlyLooking user={user} />}
      <Tabs
        i18nStrings={{
          scrollLeftAriaLabel: 'Scroll to the tabs before',
          scrollRightAriaLabel: 'Scroll to the tabs after',
        }}
        ariaLabel={`About ${user.DisplayName}`}
        activeTabId={shown.some(({ id }) => id === tab) ? tab : 'details'}
        onChange={({ detail }) => go(`/users/${user.UserId}/${detail.activeTabId}`, { replace: true })}
        tabs={shown.map(({ id, label, content: Content }) => ({
          id,
          label,
          content: (
            <Suspense fallback={<Spinner />}>
              <Content user={user} etag={etag} />
            </Suspense>
          ),
        }))}
      />
    </SpaceBetween>
  );
}

/** A user who is being deleted is asked for again until it is gone. */
function useWatchedUser(userId: string) {
  const [watched, watch] = useState(false);
  const found = useOperation('getUser', { userId }, { everyMs: watched ? pause : undefined });
  const isGone = isProblem(found.error, 'user-not-found');
  const wanted = found.data?.body.Status === 'deleting' && !isGone;
  if (wanted !== watched) watch(wanted);
  return { ...found, isGone };
}

/** Nothing is to be seen of the user yet, and perhaps never. */
function NotYet({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  return error === null ? <Spinner size="large" /> : <ProblemAlert error={error} retry={retry} />;
}

function OneUser({ userId }: { readonly userId: string }) {
  const { data: read, error, refetch, isGone } = useWatchedUser(userId);
  const data = useKept(read);
  const { begun, begin, receipt, unknown } = useDeletion(userId, isGone);
  const user = data?.body;
  const retry = () => void refetch();
  const onDeletion = () => {
    begin();
    retry();
  };
  if (receipt !== undefined) return <Deleted name={user?.DisplayName ?? userId} receipt={receipt} />;
  if (isGone && !begun && unknown) {
    const told = 'Nobody has this id';
    return <NoSuch what="user" id={userId} to="/users" others="To the users" told={told} />;
  }
  if (isGone && !begun) return <Spinner size="large" />;
  if (data === undefined) return <NotYet error={error} retry={retry} />;
  return (
    <SpaceBetween size="m">
      <ProblemAlert error={isGone ? null : error} retry={retry} />
      <UserView user={data.body} etag={data.etag} onDeletion={onDeletion} />
    </SpaceBetween>
  );
}

/** One user: what it is, and what can be done with it. */
export default function UserPage() {
  const { userId = '' } = useParams<{ userId: string }>();
  return <OneUser key={userId} userId={userId} />;
}
