import Pagination from '@cloudscape-design/components/pagination';
import type { Pages } from '../api/pages.ts';

interface TurningProps {
  readonly pages: Pick<Pages<unknown>, 'page' | 'known' | 'more' | 'go'>;
  /** What is listed, in the plural. */
  readonly title: string;
}

/** Turns the pages of a list whose end is known only when it is reached. */
export function Turning({ pages, title }: TurningProps) {
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
