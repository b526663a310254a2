import Box from '@cloudscape-design/components/box';
import Header, { type HeaderProps } from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { ProblemAlert } from './problemAlert.tsx';

interface ListTableProps<Item> {
  readonly pages: Omit<Pages<Item>, 'total'> & { readonly total?: number | undefined };
  readonly title: string;
  readonly columns: readonly TableProps.ColumnDefinition<Item>[];
  readonly trackBy: string & keyof Item;
  /** What it means that there is nothing, and what to do then. */
  readonly empty: { readonly title: string; readonly text?: ReactNode };
  /** `h1` where the list is the page. */
  readonly level?: 'h1' | 'h2';
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly filter?: ReactNode;
  /** `top` where cells grow. */
  readonly align?: 'middle' | 'top';
  /** In place of what {@link ProblemAlert} would say. */
  readonly refusal?: ReactNode;
}

function Turning<Item>({ pages, title }: Pick<ListTableProps<Item>, 'pages' | 'title'>) {
  return (
    <Pagination
      currentPageIndex={pages.page}
      pagesCount={pages.known}
      openEnd={pages.more}
      onChange={({ detail }) => pages.go(detail.currentPageIndex)}
      ariaLabels={{
        paginationLabel: `Pages of ${title}`,
        nextPageLabel: 'Next page',
        previousPageLabel: 'Previous page',
        pageLabel: (page) => `Page ${page}`,
      }}
    />
  );
}

function headerOf<Item>({ level = 'h2', title, description, actions, pages }: ListTableProps<Item>) {
  const optional: Partial<HeaderProps> = {
    ...(description === undefined ? {} : { description }),
    ...(actions === undefined ? {} : { actions }),
    ...(pages.total === undefined ? {} : { counter: `(${pages.total})` }),
  };
  return (
    <Header variant={level} {...optional}>
      {title}
    </Header>
  );
}

/** A list of the API, page by page, with its empty, loading and error states. */
export function ListTable<Item>(props: ListTableProps<Item>) {
  const { pages, title, columns, trackBy, empty, level = 'h2', filter, refusal, align = 'middle' } = props;
  const trouble =
    pages.error === null ? null : (refusal ?? <ProblemAlert error={pages.error} retry={pages.retry} />);
  const single = pages.page === 1 && !pages.more && pages.known === 1;
  return (
    <Table
      variant={level === 'h1' ? 'full-page' : 'container'}
      items={pages.error === null ? pages.items : []}
      trackBy={trackBy}
      columnDefinitions={columns}
      loading={pages.loading && pages.items.length === 0}
      loadingText={`Loading ${title.toLowerCase()}`}
      wrapLines
      cellVerticalAlign={align}
      stickyHeader={false}
      ariaLabels={{ tableLabel: title }}
      header={headerOf(props)}
      {...(filter === undefined ? {} : { filter })}
      {...(single ? {} : { pagination: <Turning pages={pages} title={title} /> })}
      empty={
        trouble ?? (
          <Box textAlign="center">
            <b>{empty.title}</b>
            {empty.text !== undefined && <Box variant="p">{empty.text}</Box>}
          </Box>
        )
      }
    />
  );
}
