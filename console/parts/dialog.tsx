import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useFirstField } from './focus.tsx';
import { ProblemAlert } from './problemAlert.tsx';

interface DialogProps {
  readonly title: string;
  /** What the confirming button says. */
  readonly action: string;
  readonly onAction: () => void;
  readonly onClose: () => void;
  readonly busy?: boolean;
  readonly error?: unknown;
  /** Why it cannot be confirmed yet; undefined when it can. */
  readonly notYet?: string | undefined;
  /** What has to be typed before something that is hard to undo. */
  readonly typed?: string;
  readonly children: ReactNode;
  /** The same without this page: see {@link Equivalent}. */
  readonly equivalent?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
}

/** Without the spaces that nobody sees: a page shows several as one. */
function seen(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** Runs what was asked for once, however fast somebody clicks again before the dialog is seen to be busy. */
function useOnce({ onAction, busy, error }: Pick<DialogProps, 'onAction' | 'busy' | 'error'>): () => void {
  const begun = useRef(false);
  useEffect(() => {
    begun.current = false;
  }, [busy, error]);
  return () => {
    if (begun.current || busy === true) return;
    begun.current = true;
    onAction();
  };
}

/** A dialog that does one thing, says why it failed, and shows how to do the same elsewhere. While it does it, it stays open. */
export function Dialog(props: DialogProps) {
  const { title, action, onClose, busy = false, error, notYet, typed, children, equivalent } = props;
  const [text, setText] = useState('');
  const untyped = typed !== undefined && seen(text) !== seen(typed);
  const reason = notYet ?? (untyped ? `Type ${typed} to confirm.` : undefined);
  const act = useOnce(props);
  const form = useRef<HTMLFormElement>(null);
  useFirstField(form);
  // What is under way cannot be called back: who left now would not learn what came of it.
  const close = busy ? () => undefined : onClose;
  const confirm = (
    <Button
      variant="primary"
      onClick={act}
      loading={busy}
      disabled={reason !== undefined}
      {...(reason === undefined ? {} : { disabledReason: reason })}
    >
      {action}
    </Button>
  );
  return (
    <Modal
      visible
      header={title}
      size={props.size ?? 'medium'}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close} disabled={busy}>
              Cancel
            </Button>
            {confirm}
          </SpaceBetween>
        </Box>
      }
    >
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === undefined) act();
        }}
      >
        <SpaceBetween size="m">
          {children}
          {typed !== undefined && (
            <div data-confirm>
              <FormField label={`To confirm, type ${typed}`}>
                <Input value={text} onChange={({ detail }) => setText(detail.value)} autoComplete={false} />
              </FormField>
            </div>
          )}
          <ProblemAlert error={error} />
          {equivalent}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
