import { useEffect, useRef, type ReactNode, type RefObject } from 'react';

const fields =
  'input:not([type=radio], [type=checkbox], [type=hidden], [disabled]), textarea:not([disabled])';

/** Puts the focus on the first field to type in, after the dialog around it has put it on its first button. */
export function useFirstField(within: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const found = within.current?.querySelectorAll<HTMLElement>(fields) ?? [];
      // What has to be typed to confirm comes after what has to be read.
      [...found].find((field) => field.closest('[data-confirm]') === null)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [within]);
}

/** Puts the focus on the first heading in an element, where it would else be nowhere. */
function focusHeading(within: HTMLElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const heading = within?.querySelector<HTMLElement>('h1, h2, h3');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}

/** The element within another that had the focus last, unless it went elsewhere since. */
function useLastFocused(within: RefObject<HTMLElement | null>): RefObject<EventTarget | null> {
  const last = useRef<EventTarget>(null);
  useEffect(() => {
    const element = within.current;
    const onIn = ({ target }: FocusEvent) => (last.current = target);
    const onOut = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) last.current = null;
    };
    // Not by React: it does not hear of the focus that a dialog gives back while it goes.
    element?.addEventListener('focusin', onIn);
    element?.addEventListener('focusout', onOut);
    return () => {
      element?.removeEventListener('focusin', onIn);
      element?.removeEventListener('focusout', onOut);
    };
  }, [within]);
  return last;
}

/** Where what had the focus goes away, such as a row that was deleted, the heading has it. */
export function KeepsFocus({ children }: { readonly children: ReactNode }) {
  const around = useRef<HTMLDivElement>(null);
  const last = useLastFocused(around);
  useEffect(() => {
    if (!(last.current instanceof Element) || last.current.isConnected) return;
    last.current = null;
    focusHeading(around.current);
  });
  return <div ref={around}>{children}</div>;
}

/** What takes the place of a page: its heading has the focus, where that was on what is gone. */
export function TakesFocus({ children }: { readonly children: ReactNode }) {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => focusHeading(around.current), []);
  return <div ref={around}>{children}</div>;
}
