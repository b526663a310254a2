import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { isNoAccess, NoAccess } from './noAccess.tsx';
import { ProblemAlert } from './problemAlert.tsx';

interface ListTableProps<Item> {
  readonly pages: Pages<Item>;
  readonly title: string;
  readonly description?: ReactNode;
  readonly heading?: 'h1' | 'h2';
  readonly columns: readonly TableProps.ColumnDefinition<Item>[];
  readonly idOf: (item: Item) => string;
  readonly actions?: ReactNode;
  readonly empty: { readonly title: string; readonly text?: ReactNode };
  readonly noAccess: { readonly to: string; readonly help: ReactNode };
}

function counterOf({ total, items, page, more }: Pages<unknown>): string | undefined {
  if (total !== undefined) return `(${total})`;
  return page === 1 && items.length > 0 ? `(${items.length}${more ? '+' : ''})` : undefined;
}

function Pager({ pages }: { readonly pages: Pages<unknown> }) {
  return (
    <Pagination
      currentPageIndex={pages.page}
      pagesCount={pages.known}
      openEnd={pages.more}
      onChange={({ detail }) => pages.go(detail.currentPageIndex)}
      ariaLabels={{
        nextPageLabel: 'Next page',
        previousPageLabel: 'Previous page',
        pageLabel: (page) => `Page ${page}`,
      }}
    />
  );
}

/** A list of the API with all of its states: loading, empty, failed, not for this person; and with pages where it has them. */
export function ListTable<Item>(props: ListTableProps<Item>) {
  const { pages, title, description, heading = 'h2', columns, idOf, actions, empty, noAccess } = props;
  if (isNoAccess(pages.error)) return <NoAccess {...noAccess} />;
  const counter = counterOf(pages);
  const several = pages.known > 1 || pages.more;
  return (
    <SpaceBetween size="m">
      <ProblemAlert error={pages.error} retry={pages.retry} />
      <Table
        items={pages.items}
        trackBy={idOf}
        columnDefinitions={columns}
        loading={pages.loading && pages.items.length === 0}
        loadingText="Loading"
        wrapLines
        cellVerticalAlign="top"
        {...(columns.at(-1)?.id === 'actions' ? { stickyColumns: { last: 1 } } : {})}
        ariaLabels={{ tableLabel: title }}
        header={
          <Header
            variant={heading}
            actions={actions}
            {...(description === undefined ? {} : { description })}
            {...(counter === undefined ? {} : { counter })}
          >
            {title}
          </Header>
        }
        empty={
          pages.error ? null : (
            <Box textAlign="center">
              <b>{empty.title}</b>
              {empty.text !== undefined && <Box variant="p">{empty.text}</Box>}
            </Box>
          )
        }
        {...(several ? { pagination: <Pager pages={pages} /> } : {})}
      />
    </SpaceBetween>
  );
}
