import { useEffect } from 'react';

/** Milliseconds in which whoever removes what has the focus may put it somewhere. */
const grace = 100;

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

/** To where one was before the dialog, else to the heading of the page, else to the page. */
function giveBack({ place }: Focus): void {
  const found =
    place?.isConnected === true && place.checkVisibility()
      ? place
      : document.querySelector<HTMLElement>('main h1');
  const target = found ?? document.querySelector<HTMLElement>('main');
  // A heading takes the focus only when told so.
  if (target?.tagName === 'H1') target.tabIndex = -1;
  target?.focus({ preventScroll: true });
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
    const check = () => {
      waiting = undefined;
      if (isLost(focus)) giveBack(focus);
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
