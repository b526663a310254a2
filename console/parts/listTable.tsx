import Box from '@cloudscape-design/components/box';
import Header, { type HeaderProps } from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Pages } from '../api/pages.ts';
import { KeepsFocus } from './focus.tsx';
import { isNoAccess, NoAccess } from './noAccess.tsx';
import { ProblemAlert } from './problemAlert.tsx';
import { Turning } from './turning.tsx';

type Listed<Item> = Omit<Pages<Item>, 'total'> & { readonly total?: number | undefined };

interface ListTableProps<Item> {
  readonly pages: Listed<Item>;
  readonly title: string;
  readonly columns: readonly TableProps.ColumnDefinition<Item>[];
  readonly trackBy: (string & keyof Item) | ((item: Item) => string);
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
  /** In place of the list, for whoever may not see it. */
  readonly noAccess?: { readonly to: string; readonly help: ReactNode };
}

function counterOf({ total, items, page, more }: Listed<unknown>): string | undefined {
  if (total !== undefined) return `(${total})`;
  return page === 1 && items.length > 0 ? `(${items.length}${more ? '+' : ''})` : undefined;
}

function headerOf<Item>({ level = 'h2', title, description, actions, pages }: ListTableProps<Item>) {
  const counter = counterOf(pages);
  const optional: Partial<HeaderProps> = {
    ...(description === undefined ? {} : { description }),
    ...(actions === undefined ? {} : { actions }),
    ...(counter === undefined ? {} : { counter }),
  };
  return (
    <Header variant={level} {...optional}>
      {title}
    </Header>
  );
}

/** What stands in place of rows: why there are none, or that there are none. */
function Instead<Item>({ pages, empty, refusal }: ListTableProps<Item>) {
  if (pages.error !== null) {
    return <>{refusal ?? <ProblemAlert error={pages.error} retry={pages.retry} />}</>;
  }
  return (
    <Box textAlign="center">
      <b>{empty.title}</b>
      {empty.text !== undefined && <Box variant="p">{empty.text}</Box>}
    </Box>
  );
}

function hasOnePage({ page, more, known }: Listed<unknown>): boolean {
  return page === 1 && !more && known === 1;
}

/** A list of the API with all of its states: loading, empty, failed, not for this person; and with pages where it has them. */
export function ListTable<Item>(props: ListTableProps<Item>) {
  const { pages, title, columns, trackBy, level = 'h2', filter, noAccess, align = 'top' } = props;
  if (noAccess !== undefined && isNoAccess(pages.error)) return <NoAccess {...noAccess} />;
  return (
    <KeepsFocus>
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
        {...(columns.at(-1)?.id === 'actions' ? { stickyColumns: { last: 1 } } : {})}
        ariaLabels={{ tableLabel: title }}
        header={headerOf(props)}
        filter={filter}
        pagination={hasOnePage(pages) ? undefined : <Turning pages={pages} title={title} />}
        empty={<Instead {...props} />}
      />
    </KeepsFocus>
  );
}
