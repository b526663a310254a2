import Button from '@cloudscape-design/components/button';
import { useRef, useState } from 'react';

/** Puts text on the clipboard; false where the browser does not allow it (a page that is not secure). */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function select(element: HTMLElement | null): void {
  if (element !== null) getSelection()?.selectAllChildren(element);
}

/** Text with a button that copies it; where that is not possible the text is selected instead. */
export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  const shown = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<'copied' | 'selected'>();
  const onClick = () =>
    void copy(text).then((done) => {
      if (!done) select(shown.current);
      setCopied(done ? 'copied' : 'selected');
    });
  return (
    <span className="copy-text">
      <code ref={shown}>{text}</code>
      <Button
        variant="inline-icon"
        iconName="copy"
        // In a dialog's form it would else confirm the dialog.
        formAction="none"
        ariaLabel={`Copy ${what}`}
        onClick={onClick}
      />
      <span role="status" className="copied">
        {copied === 'copied' && 'Copied'}
        {copied === 'selected' && 'Selected: press Ctrl+C'}
      </span>
    </span>
  );
}
