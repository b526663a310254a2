import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { copy } from './copyText.tsx';

/** A name as a part of a file name. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'unnamed' : slug;
}

/** Hands a file to the browser: `<slugged-token-name>-token.txt`, one line. */
function download(name: string, token: string): void {
  const url = URL.createObjectURL(new Blob([`${token}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${slugOf(name)}-token.txt`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Has the browser ask before the page goes away with a secret that is not safe yet. */
function useStay(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [wanted]);
}

interface TokenOnceProps {
  /** The token's own name. */
  readonly name: string;
  /** Lives in this component's parent only, until `onClose`. */
  readonly token: string;
  readonly onClose: () => void;
}

/** Shows a secret once. It closes only when it was copied or downloaded, or when the person says that it is safe. */
export function TokenOnce({ name, token, onClose }: TokenOnceProps) {
  const shown = useRef<HTMLElement>(null);
  const [saved, setSaved] = useState<'Copied' | 'Downloaded' | 'Selected: press Ctrl+C, then tick the box'>();
  const [ticked, tick] = useState(false);
  const [hurried, hurry] = useState(false);
  const safe = ticked || saved === 'Copied' || saved === 'Downloaded';
  useStay(!safe);
  const onCopy = () =>
    void copy(token).then((done) => {
      if (!done && shown.current) getSelection()?.selectAllChildren(shown.current);
      setSaved(done ? 'Copied' : 'Selected: press Ctrl+C, then tick the box');
    });
  const onDownload = () => {
    download(name, token);
    setSaved('Downloaded');
  };
  const done = (
    <Button
      variant="primary"
      disabled={!safe}
      {...(safe ? {} : { disabledReason: 'Copy or download the token, or say that it is saved.' })}
      onClick={onClose}
    >
      Done
    </Button>
  );
  return (
    <Modal
      visible
      header={`Token ${name}`}
      closeAriaLabel="Close"
      onDismiss={() => (safe ? onClose() : hurry(true))}
      footer={<Box float="right">{done}</Box>}
    >
      <SpaceBetween size="m">
        <Alert type="warning">
          The token is shown only once. Copy or download it before you close this; it cannot be retrieved
          later.
        </Alert>
        <Box>
          <code ref={shown} className="secret" aria-label="Token" tabIndex={0}>
            {token}
          </code>
        </Box>
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Button iconName="copy" onClick={onCopy}>
            Copy
          </Button>
          <Button iconName="download" onClick={onDownload}>
            Download
          </Button>
          <span role="status">{saved}</span>
        </SpaceBetween>
        <Checkbox checked={ticked} onChange={({ detail }) => tick(detail.checked)}>
          I have saved this token
        </Checkbox>
        {hurried && !safe && (
          <Alert type="error">Is it saved? Once this is closed nobody can show the token again.</Alert>
        )}
      </SpaceBetween>
    </Modal>
  );
}
