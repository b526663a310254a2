import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { saidOf } from '../api/problem.ts';
import { CopyText } from './copyText.tsx';

interface ProblemAlertProps {
  readonly error: unknown;
  /** Offered where trying again can help. */
  readonly retry?: (() => void) | undefined;
}

/** What happened, why, and what to do; nothing while there is no error. */
export function ProblemAlert({ error, retry }: ProblemAlertProps) {
  if (error === null || error === undefined) return null;
  const { title, detail, errors, requestId, code } = saidOf(error);
  return (
    <div role="alert">
      <Alert
        type="error"
        header={title}
        {...(retry === undefined
          ? {}
          : {
              action: (
                // Also in a dialog's form, which it is not to send.
                <Button formAction="none" onClick={retry}>
                  Try again
                </Button>
              ),
            })}
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
