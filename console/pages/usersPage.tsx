import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { Suspense } from 'react';
import { useLocation, useSearch } from 'wouter';
import { usePages } from '../api/pages.ts';
import { Boundary } from '../parts/boundary.tsx';
import { lazily } from '../parts/lazily.tsx';
import { useFollow } from '../parts/link.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { Turning } from '../parts/turning.tsx';
import { useColumns } from './users/columnDisplay.ts';
import { userColumns } from './users/userColumns.tsx';
import { UserFilter } from './users/userFilter.tsx';
import {
  filterCount,
  questionOf,
  readUserQuery,
  sorts,
  writeUserQuery,
  type UserQuery,
} from './users/userQuery.ts';

/** Nobody chooses columns before there are rows. */
const UserPreferences = lazily(() => import('./users/userPreferences.tsx'));

function useUserQuery(): readonly [UserQuery, (query: UserQuery) => void] {
  const search = useSearch();
  const [, go] = useLocation();
  const change = (query: UserQuery) => {
    const written = writeUserQuery(query);
    go(written === '' ? '/users' : `/users?${written}`, { replace: true });
  };
  return [readUserQuery(search), change];
}

function AddButton() {
  const follow = useFollow();
  return (
    <ButtonDropdown
      variant="primary"
      items={[
        {
          id: 'service-user',
          text: 'Service User',
          href: '/users/create',
          description: 'An account for a pipeline or integration',
        },
      ]}
      onItemFollow={follow}
    >
      Add
    </ButtonDropdown>
  );
}

function Empty({ filtered, clear }: { readonly filtered: boolean; readonly clear: () => void }) {
  return (
    <Box textAlign="center">
      <SpaceBetween size="s">
        <b>{filtered ? 'No user matches' : 'No users yet'}</b>
        {filtered && <Button onClick={clear}>Clear the filters</Button>}
      </SpaceBetween>
    </Box>
  );
}

/** All users, both kinds: filtered and sorted by the API, page by page, so that it costs the same however many there are. */
export function UsersPage() {
  const [query, change] = useUserQuery();
  const [display, setDisplay] = useColumns();
  const pages = usePages('listUsers', questionOf(query));
  const filtered = filterCount(query) > 0;
  const clear = () => change({ ...query, type: undefined, name: undefined, status: [], role: [], team: [] });
  return (
    <SpaceBetween size="m">
      <PageTitle title="Users" />
      <ProblemAlert error={pages.error} retry={pages.retry} />
      <Table
        variant="full-page"
        items={pages.items}
        trackBy="UserId"
        columnDefinitions={userColumns}
        columnDisplay={display}
        loading={pages.loading && pages.items.length === 0}
        loadingText="Loading users"
        resizableColumns
        stickyHeader={false}
        sortingColumn={{ sortingField: query.sort }}
        sortingDescending={query.order === 'desc'}
        onSortingChange={({ detail }) =>
          change({
            ...query,
            sort: sorts.find((sort) => sort === detail.sortingColumn.sortingField) ?? 'name',
            order: detail.isDescending === true ? 'desc' : 'asc',
          })
        }
        ariaLabels={{ tableLabel: 'Users', resizerRoleDescription: 'resize button' }}
        empty={pages.error ? null : <Empty filtered={filtered} clear={clear} />}
        header={
          <Header
            variant="h1"
            description="People and service users. Whoever is signed in sees everybody."
            actions={<AddButton />}
            {...(pages.total === undefined ? {} : { counter: `(${pages.total})` })}
          >
            Users
          </Header>
        }
        filter={
          <div className="list-filter">
            <UserFilter query={query} onChange={change} />
            <Toggle
              checked={query.disabledToo}
              disabled={query.status.length > 0}
              onChange={({ detail }) => change({ ...query, disabledToo: detail.checked })}
            >
              Show disabled users
            </Toggle>
          </div>
        }
        pagination={<Turning pages={pages} title="Users" />}
        preferences={
          <Boundary
            instead={(again) => <Button iconName="settings" ariaLabel="Preferences" onClick={again} />}
          >
            <Suspense fallback={null}>
              <UserPreferences
                display={display}
                limit={query.limit}
                onChange={(chosen) => {
                  setDisplay(chosen.display);
                  if (chosen.limit !== query.limit) change({ ...query, limit: chosen.limit });
                }}
              />
            </Suspense>
          </Boundary>
        }
      />
    </SpaceBetween>
  );
}
