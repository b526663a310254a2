import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useConsole } from '../../api/console.ts';
import { copy } from '../../parts/copyText.tsx';
import { exactTime } from '../../parts/when.tsx';

interface Line {
  readonly label: string;
  readonly text: string;
}

interface OutsideTokenProps {
  readonly token: string;
  readonly header: string;
  readonly expiresAt: string;
  readonly throughMode: boolean;
  readonly onClose: () => void;
}

/** A token for a terminal, with lines that are ready to use. Its session is its own: switching back here does not end it. */
export function OutsideToken({ token, header, expiresAt, throughMode, onClose }: OutsideTokenProps) {
  const { settings } = useConsole();
  const [done, setDone] = useState('');
  const lines: readonly Line[] = [
    { label: 'Copy the token', text: token },
    { label: 'Copy a curl line', text: `curl -H '${header}: ${token}' '${settings.api}/users/me'` },
    {
      label: 'Copy environment variables',
      text: ` export SERVICE_USERS_URL='${settings.api}' SERVICE_USERS_TOKEN='${token}'`,
    },
    {
      label: 'Copy a command line',
      text: ` SERVICE_USERS_URL='${settings.api}' SERVICE_USERS_TOKEN='${token}' service-users whoami`,
    },
  ];
  return (
    <Modal
      visible
      header="Token for use outside"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">
          Treat it like a password. It is not shown again, and ends by itself at{' '}
          {exactTime(Date.parse(expiresAt))}.
          {throughMode && ' Without a share of your own it ends with Super-Admin mode.'} End it earlier on the
          user's page, under Sessions.
        </Alert>
        {lines.map(({ label, text }) => (
          <Button
            key={label}
            iconName="copy"
            onClick={() =>
              void copy(text).then((ok) => setDone(ok ? `${label}: done` : 'This browser does not allow it'))
            }
          >
            {label}
          </Button>
        ))}
        <code className="secret" aria-label="Token" tabIndex={0}>
          {token}
        </code>
        <span role="status">{done}</span>
      </SpaceBetween>
    </Modal>
  );
}
