import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, type ReactNode } from 'react';
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

/** A dialog that does one thing, says why it failed, and shows how to do the same elsewhere. */
export function Dialog(props: DialogProps) {
  const {
    title,
    action,
    onAction,
    onClose,
    busy = false,
    error,
    notYet,
    typed,
    children,
    equivalent,
  } = props;
  const [text, setText] = useState('');
  const untyped = typed !== undefined && text.trim() !== typed;
  const reason = notYet ?? (untyped ? `Type ${typed} to confirm.` : undefined);
  const confirm = (
    <Button
      variant="primary"
      onClick={onAction}
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
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            {confirm}
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === undefined && !busy) onAction();
        }}
      >
        <SpaceBetween size="m">
          {children}
          {typed !== undefined && (
            <FormField label={`To confirm, type ${typed}`}>
              <Input value={text} onChange={({ detail }) => setText(detail.value)} autoComplete={false} />
            </FormField>
          )}
          <ProblemAlert error={error} />
          {equivalent}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
