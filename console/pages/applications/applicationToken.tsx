import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../../api/console.ts';
import type { Entry } from '../../api/pages.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useShowOnce } from '../../parts/shownOnce.tsx';
import { durationProblem, presets } from '../switch/durations.ts';

interface ApplicationTokenProps {
  readonly application: Entry<'listApplications'>;
  readonly onClose: () => void;
}

/** Gets a token, which is shown above all pages: nothing else holds it. */
function useApplicationToken(applicationId: string, done: () => void) {
  const { api } = useConsole();
  const showOnce = useShowOnce();
  return useMutation({
    mutationFn: async (DurationMinutes: number) => {
      const { body } = await api.createApplicationToken({ applicationId, body: { DurationMinutes } });
      if (body.Token === undefined) throw new Error('The token was lost on its way. Get another one.');
      showOnce({ name: applicationId, token: body.Token });
    },
    onSuccess: done,
  });
}

function Minutes({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const problem = durationProblem(value);
  return (
    <FormField
      label="Duration in minutes"
      description="At most 180, that is 3 hours."
      {...(problem === undefined ? {} : { errorText: problem })}
      secondaryControl={
        <SpaceBetween direction="horizontal" size="xxs">
          {presets.map((minutes) => (
            <Button key={minutes} formAction="none" onClick={() => onChange(String(minutes))}>
              {minutes}
            </Button>
          ))}
        </SpaceBetween>
      }
    >
      <Input value={value} inputMode="numeric" autoFocus onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

/** Issues a token of whom one acts as for an application, and shows it once. */
export function ApplicationToken({ application, onClose }: ApplicationTokenProps) {
  const { ApplicationId: applicationId, Name } = application;
  const [minutes, setMinutes] = useState('60');
  const token = useApplicationToken(applicationId, onClose);
  const input = { applicationId, body: { DurationMinutes: Number(minutes) } };
  return (
    <Dialog
      title={`Get a token for ${Name}`}
      action="Get a token"
      busy={token.isPending}
      error={token.error}
      notYet={durationProblem(minutes)}
      onAction={() => token.mutate(Number(minutes))}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="createApplicationToken"
          input={input}
          cli={['applications', 'token', applicationId, '--minutes', minutes]}
        />
      }
    >
      <Minutes value={minutes} onChange={setMinutes} />
    </Dialog>
  );
}
