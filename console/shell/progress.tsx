import { useIsFetching } from '@tanstack/react-query';

/** Says that answers are on their way, once they take long enough to be waited for: what is shown may be the former ones. */
export function Progress() {
  return useIsFetching() > 0 ? (
    <div ref={hideAtFirst} style={bar} role="progressbar" aria-label="Loading" />
  ) : null;
}

const bar = {
  position: 'fixed',
  inset: '0 0 auto',
  zIndex: 6000,
  blockSize: 3,
  background: '#4aa3ff',
} as const;

/** Quick answers show nothing of it. */
function hideAtFirst(element: HTMLElement | null): void {
  element?.animate([{ opacity: 0 }, { opacity: 0 }], 400);
}
