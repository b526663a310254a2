import { useEffect } from 'react';

/** Milliseconds in which whoever removes what has the focus may put it somewhere. */
const grace = 100;
/** How often the heading is looked for: a page that is read anew has none for a while. */
const looks = 30;

/** What had the focus last, and what had it last outside of dialogs. */
interface Focus {
  current?: HTMLElement;
  place?: HTMLElement;
}

function dialogIsOpen(): boolean {
  return [...document.querySelectorAll('[role=dialog]')].some((dialog) => dialog.checkVisibility());
}

function isLost({ current }: Focus): boolean {
  const nowhere = document.activeElement === null || document.activeElement === document.body;
  return nowhere && current?.isConnected === false && !dialogIsOpen();
}

/** Where one was before the dialog, else the heading of the page, else, once that is not to be expected any more, the page. */
function targetOf({ place }: Focus, isLast: boolean): HTMLElement | null {
  if (place?.isConnected === true && place.checkVisibility()) return place;
  return document.querySelector(isLast ? 'main h1, main' : 'main h1');
}

function focusOn(target: HTMLElement): void {
  // A heading takes the focus only when told so.
  if (target.tagName === 'H1') target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

/** Keeps the focus in the page when what had it is gone: with a dialog, or with whom one acted as. */
export function useKeptFocus(): void {
  useEffect(() => {
    const focus: Focus = {};
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      focus.current = target;
      if (target.closest('[role=dialog]') === null) focus.place = target;
    };
    const check = (looked = 1) => {
      waiting = undefined;
      if (!isLost(focus)) return;
      const target = targetOf(focus, looked >= looks);
      if (target === null) waiting = setTimeout(check, grace, looked + 1);
      else focusOn(target);
    };
    const observer = new MutationObserver(() => {
      if (isLost(focus)) waiting ??= setTimeout(check, grace);
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
      clearTimeout(waiting);
    };
  }, []);
}
