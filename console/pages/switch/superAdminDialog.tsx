import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { ApiProblem } from '../../../shared/contract/client.ts';
import { useActing } from '../../api/console.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { bodyOf, useBecome, useIssue } from './becoming.ts';
import { durationProblem } from './durations.ts';
import { TermsForm, type Terms } from './terms.tsx';

const short: Terms = { roleId: '', minutes: '15', reason: '' };

interface SuperAdminDialogProps {
  /** What it is needed for, as the end of a sentence. */
  readonly purpose: string;
  /** What the button says. */
  readonly action: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function NotAMember({ error }: { readonly error: unknown }) {
  if (!(error instanceof ApiProblem) || error.status !== 403) return null;
  return (
    <Alert type="info" header="You are not a Super-Admin member">
      Ask a Super-Admin to do it for you, or to add you on the page Super-Admins. What you typed stays here.
    </Alert>
  );
}

/** Switches to Super-Admin where one is, so that nothing is lost that was typed there. */
export function SuperAdminDialog({ purpose, action, onDone, onClose }: SuperAdminDialogProps) {
  const acting = useActing();
  const [terms, setTerms] = useState(short);
  const issue = useIssue();
  const become = useBecome();
  const whom = 'super-admin' as const;
  const body = bodyOf(terms, whom);
  const onAction = () =>
    issue.mutate(
      { whom, terms },
      {
        onSuccess: (issued) => {
          become(issued, whom);
          issue.reset();
          onDone();
        },
      },
    );
  return (
    <Dialog
      title="Switch to Super-Admin"
      action={action}
      onAction={onAction}
      onClose={onClose}
      busy={issue.isPending}
      error={issue.error}
      notYet={durationProblem(terms.minutes)}
      equivalent={
        <Equivalent
          as="person"
          operation="enterSuperAdminMode"
          input={{ body }}
          cli={['whoami', '--super-admin']}
        />
      }
    >
      <Box variant="p">
        Super-Admin is needed {purpose}. It is open to members only, and ends by itself.
        {acting.kind === 'service-user' && ` You act as ${acting.name} no longer then.`}
      </Box>
      <TermsForm terms={terms} onChange={setTerms} roles={[]} />
      <NotAMember error={issue.error} />
    </Dialog>
  );
}
