import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Tiles from '@cloudscape-design/components/tiles';
import { useActing } from '../../api/console.ts';
import { usePages } from '../../api/pages.ts';
import { ProblemAlert } from '../../parts/problemAlert.tsx';
import { roleName } from '../../parts/roleName.ts';
import { Turning } from '../../parts/turning.tsx';
import { UserName } from '../../parts/userName.tsx';
import { When } from '../../parts/when.tsx';
import type { Assumable } from './becoming.ts';

interface ChooserProps {
  readonly chosen: Assumable | undefined;
  readonly onChoose: (whom: Assumable | undefined) => void;
}

/** Super-Admin, or one of the service users that the person has access to: in the mode all of them. */
export function Chooser({ chosen, onChoose }: ChooserProps) {
  // Nobody can be assumed by a service user: whoever acts as one is asked for as the person.
  const asPerson = useActing().kind === 'service-user';
  const pages = usePages('listAssumableUsers', { query: { limit: 20 } }, { asPerson });
  return (
    <SpaceBetween size="m">
      <Tiles
        ariaLabel="Whom to switch to"
        value={chosen === 'super-admin' ? 'super-admin' : 'service-user'}
        onChange={({ detail }) => onChoose(detail.value === 'super-admin' ? 'super-admin' : undefined)}
        items={[
          {
            value: 'service-user',
            label: 'A service user',
            description: 'Everything then runs as it, and what you make belongs to it.',
          },
          {
            value: 'super-admin',
            label: 'Super-Admin',
            description: 'To create service users, and to help where nobody has access. Members only.',
          },
        ]}
      />
      {chosen !== 'super-admin' && (
        <>
          <ProblemAlert error={pages.error} retry={pages.retry} />
          <Table
            items={pages.items}
            trackBy="UserId"
            selectionType="single"
            selectedItems={chosen === undefined ? [] : [chosen]}
            onSelectionChange={({ detail }) => onChoose(detail.selectedItems[0])}
            onRowClick={({ detail }) => onChoose(detail.item)}
            loading={pages.loading && pages.items.length === 0}
            loadingText="Loading service users"
            ariaLabels={{
              tableLabel: 'Service users you may switch to',
              selectionGroupLabel: 'Service users',
              itemSelectionLabel: (_, user) => user.UserName,
            }}
            header={<Header variant="h2">Service users you have access to</Header>}
            empty={
              <Box textAlign="center">
                <b>None yet</b>
                <Box variant="p">
                  Somebody with access can share a service user with you, or with a tag you are on.
                </Box>
              </Box>
            }
            columnDefinitions={[
              { id: 'name', header: 'Name', isRowHeader: true, cell: (user) => <UserName user={user} /> },
              {
                id: 'roles',
                header: 'Roles',
                cell: ({ Roles }) => Roles.map(({ RoleName }) => roleName(RoleName)).join(', '),
              },
              { id: 'active', header: 'Last active', cell: ({ LastActiveAt }) => <When at={LastActiveAt} /> },
            ]}
            pagination={<Turning pages={pages} title="service users" />}
          />
        </>
      )}
    </SpaceBetween>
  );
}
