import type { BodyOf } from '../../api/operations.ts';

/** A user as its page shows it. */
export type ShownUser = BodyOf<'getUser'>;

/** What a tab of the page gets. */
export interface TabProps {
  readonly user: ShownUser;
  /** The `ETag` of what is shown, for changes that rest on it. */
  readonly etag: string | undefined;
}
