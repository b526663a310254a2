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
  /** What else ends it: a mode of one's own has no other session. */
  readonly of: 'the mode' | 'a user, through the mode' | 'a user';
  readonly onClose: () => void;
}

const ends = {
  'the mode': 'Switching back from Super-Admin ends it too, here or elsewhere.',
  'a user, through the mode':
    "Without a share of your own it ends with Super-Admin mode. End it earlier on the user's page, under Sessions.",
  'a user': "End it earlier on the user's page, under Sessions.",
};

/** A token for a terminal, with lines that are ready to use. */
export function OutsideToken({ token, header, expiresAt, of, onClose }: OutsideTokenProps) {
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
          {exactTime(Date.parse(expiresAt))}. {ends[of]}
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
