import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { TableProps } from '@cloudscape-design/components/table';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useOperation } from '../api/operations.ts';
import { usePages, type Entry } from '../api/pages.ts';
import { Link } from '../parts/link.tsx';
import { ListTable } from '../parts/listTable.tsx';
import { PageTitle } from '../parts/pageTitle.tsx';
import { usePower } from '../parts/power.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { UserById } from '../parts/userById.tsx';
import { UserPicker } from '../parts/userPicker.tsx';
import { When } from '../parts/when.tsx';

type Resource = Entry<'listResources'>;

const columns: readonly TableProps.ColumnDefinition<Resource>[] = [
  {
    id: 'name',
    header: 'Name',
    minWidth: 200,
    isRowHeader: true,
    cell: ({ ResourceId, Name }) => <Link to={`/resources/${ResourceId}`}>{Name}</Link>,
  },
  { id: 'type', header: 'Type', minWidth: 120, cell: ({ ResourceType }) => ResourceType },
  { id: 'owner', header: 'Owner', minWidth: 160, cell: ({ OwnerId }) => <UserById userId={OwnerId} short /> },
  { id: 'external', header: 'External id', minWidth: 160, cell: ({ ExternalId }) => ExternalId ?? '–' },
  { id: 'created', header: 'Created', minWidth: 120, cell: ({ CreatedAt }) => <When at={CreatedAt} /> },
];

interface Asked {
  /** `all`, an id, or nothing for whom one acts as. */
  readonly owner: string | undefined;
  readonly type: string;
}

function useAsked(): readonly [Asked, (asked: Asked) => void] {
  const given = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const asked = { owner: given.get('owner') ?? undefined, type: given.get('type') ?? '' };
  const ask = ({ owner, type }: Asked) => {
    const search = new URLSearchParams({
      ...(owner === undefined ? {} : { owner }),
      ...(type === '' ? {} : { type }),
    }).toString();
    go(search === '' ? '/resources' : `/resources?${search}`, { replace: true });
  };
  return [asked, ask];
}

const typePattern = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;

/** Asks once nobody has typed for a moment, and for what can be a type only. */
function TypeFilter({
  type,
  onChange,
}: {
  readonly type: string;
  readonly onChange: (type: string) => void;
}) {
  const [{ text, of }, setTyped] = useState({ text: type, of: type });
  const setText = (typed: string) => setTyped({ text: typed, of: type });
  // Another address asks for another type, whatever was typed here.
  if (of !== type) setText(type);
  const fits = text === '' || typePattern.test(text);
  useEffect(() => {
    if (!fits || text === type) return;
    const timer = setTimeout(() => onChange(text), 300);
    return () => clearTimeout(timer);
  });
  return (
    <FormField
      label="Type"
      description="As it was registered, such as notebook."
      {...(fits ? {} : { errorText: 'A letter first, then letters, digits, dots, dashes or underscores.' })}
    >
      <Input
        value={text}
        type="search"
        clearAriaLabel="Clear the type"
        placeholder="Any type"
        onChange={({ detail }) => setText(detail.value)}
      />
    </FormField>
  );
}

function Filter({
  asked,
  ask,
  owner,
}: {
  readonly asked: Asked;
  readonly ask: (asked: Asked) => void;
  readonly owner: string | undefined;
}) {
  const user = useOperation('getUser', { userId: owner ?? '' }, { enabled: owner !== undefined });
  const all = asked.owner === 'all';
  return (
    <div className="resource-filter">
      <UserPicker
        label="Owner"
        description={all ? 'Of everybody.' : 'Whose resources to show.'}
        kind="both"
        value={all ? undefined : user.data?.body}
        onChange={(picked) => {
          if (picked !== undefined) ask({ ...asked, owner: picked.UserId });
        }}
      />
      <TypeFilter type={asked.type} onChange={(type) => ask({ ...asked, type })} />
      <Toggle
        checked={all}
        onChange={({ detail }) => ask({ ...asked, owner: detail.checked ? 'all' : undefined })}
      >
        Of all owners
      </Toggle>
    </div>
  );
}

/** What is registered of the platform: of oneself, until another owner is chosen. */
export default function ResourcesPage() {
  const { userId } = usePower();
  const [asked, ask] = useAsked();
  const owner = asked.owner === 'all' ? undefined : (asked.owner ?? userId);
  const query = {
    limit: 50,
    ...(owner === undefined ? {} : { owner }),
    ...(asked.type === '' ? {} : { type: asked.type }),
  };
  const pages = usePages(
    'listResources',
    { query },
    { enabled: owner !== undefined || asked.owner === 'all' },
  );
  return (
    <SpaceBetween size="m">
      <PageTitle title="Resources" />
      <ListTable
        level="h1"
        pages={pages}
        title="Resources"
        description="What the platform's services registered, and who owns it. Ownership moves when a user is deleted."
        columns={columns}
        trackBy="ResourceId"
        filter={<Filter asked={asked} ask={ask} owner={owner} />}
        empty={{
          title: asked.type === '' ? 'No resources' : `No resources of type ${asked.type}`,
          text: 'Services register resources through the API as whoever makes them: POST /resources.',
        }}
        refusal={
          <Refusal
            error={pages.error}
            retry={pages.retry}
            what="the list of resources"
            who="Roles with resources.view see it, and Super-Admin mode."
          />
        }
      />
    </SpaceBetween>
  );
}
