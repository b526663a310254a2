import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { use } from 'react';
import { ConsoleContext } from '../api/console.ts';
import { saidOf, type Said } from '../api/problem.ts';
import { CopyText } from './copyText.tsx';

interface ProblemAlertProps {
  readonly error: unknown;
  /** Offered where trying again can help. */
  readonly retry?: (() => void) | undefined;
}

interface HelpProps {
  readonly remedy: Said['remedy'];
  readonly retry: (() => void) | undefined;
}

/** What to press. The alert may stand in a dialog's form, which nothing here confirms. */
function Help({ remedy, retry }: HelpProps) {
  const session = use(ConsoleContext)?.session;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {remedy === 'sign-in' && session !== undefined && (
        <Button formAction="none" onClick={() => void session.signIn()}>
          Sign in again
        </Button>
      )}
      {retry !== undefined && (
        <Button formAction="none" onClick={retry}>
          Try again
        </Button>
      )}
      {remedy === 'reload' && (
        <Button formAction="none" onClick={() => location.reload()}>
          Reload the page
        </Button>
      )}
    </SpaceBetween>
  );
}

/** What happened, why, and what to do; nothing while there is no error. */
export function ProblemAlert({ error, retry }: ProblemAlertProps) {
  if (error === null || error === undefined) return null;
  const { title, detail, errors, requestId, code, remedy } = saidOf(error);
  const helps = retry !== undefined || remedy !== undefined;
  return (
    <div role="alert">
      <Alert
        type="error"
        header={title}
        {...(helps ? { action: <Help remedy={remedy} retry={retry} /> } : {})}
      >
        {detail}
        {errors.length > 0 && (
          <ul>
            {errors.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                {path === '' ? '' : <Box variant="code">{path}</Box>} {message}
              </li>
            ))}
          </ul>
        )}
        {requestId !== undefined && (
          <Box margin={{ top: 'xs' }} fontSize="body-s">
            {code} · request <CopyText text={requestId} what="the request id" />
          </Box>
        )}
      </Alert>
    </div>
  );
}
