import { useIsFetching } from '@tanstack/react-query';

/** Says that answers are on their way, once they take long enough to be waited for: what is shown may be the former ones. */
export function Progress() {
  return useIsFetching() > 0 ? <div className="progress" role="progressbar" aria-label="Loading" /> : null;
}
