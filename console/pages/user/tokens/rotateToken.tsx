import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useConsole } from '../../../api/console.ts';
import { useNewSecret } from '../../../api/newSecret.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { errorTextOf, fieldErrors } from '../../../parts/fieldErrors.ts';
import { useNotify } from '../../../parts/notices.tsx';
import { exactTime } from '../../../parts/when.tsx';
import type { Token, TokenOwner } from './token.ts';

/** Minutes in a week: longer no two secrets of a token work side by side. */
const mostMinutes = 10_080;

const presets = [
  { value: '0', label: 'Not at all', description: 'Whatever uses it now stops at once.' },
  { value: '60', label: '1 hour' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '7 days' },
  { value: 'custom', label: 'Other' },
] as const;

function minutesOf(choice: string, typed: string): number | undefined {
  const text = choice === 'custom' ? typed.trim() : choice;
  return /^\d{1,5}$/.test(text) && Number(text) <= mostMinutes ? Number(text) : undefined;
}

/** Until when the old secret works: not longer than it would have. */
function oldEnds({ ExpiresAt }: Token, minutes: number, now: number): string {
  if (minutes === 0) return 'The old secret ends at once.';
  const asked = now + minutes * 60_000;
  const end = ExpiresAt === null ? asked : Math.min(asked, Date.parse(ExpiresAt));
  const earlier = end < asked ? ', when it would have expired' : '';
  return `The old secret ends ${exactTime(end)}${earlier}.`;
}

interface RotateTokenProps {
  readonly owner: TokenOwner;
  readonly token: Token;
  readonly onClose: () => void;
}

/** Gives a token a new secret; the old one goes on for as long as it takes to put the new one in place. */
export function RotateToken({ owner, token, onClose }: RotateTokenProps) {
  const { now } = useConsole();
  const notify = useNotify();
  const rotate = useNewSecret('rotateToken');
  const [choice, choose] = useState<string>('60');
  const [typed, type] = useState('');
  const minutes = minutesOf(choice, typed);
  const errors = fieldErrors(rotate.error, ['OverlapMinutes']);
  const input = {
    userId: owner.userId,
    tokenId: token.TokenId,
    body: { OverlapMinutes: minutes ?? 0 },
  };
  const end = minutes === undefined ? undefined : oldEnds(token, minutes, now());
  const onRotate = () =>
    rotate.mutate(
      { input },
      {
        onSuccess: ({ Name }) => {
          notify({ type: 'success', header: `Token ${Name} has a new secret`, content: end });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={`Rotate token ${token.Name}`}
      action="Rotate"
      onAction={onRotate}
      onClose={onClose}
      busy={rotate.isPending}
      error={errors.rest}
      notYet={minutes === undefined ? `Say for how many minutes, at most ${mostMinutes}.` : undefined}
      equivalent={
        <Equivalent
          operation="rotateToken"
          input={input}
          cli={['tokens', 'rotate', owner.cli, token.Name, '--overlap-minutes', String(minutes ?? 0)]}
        />
      }
    >
      <Box>The token gets a new secret now, which is shown once. Name, role and address ranges stay.</Box>
      <FormField
        label="The old secret goes on working for"
        {...(end === undefined ? {} : { constraintText: <span role="status">{end}</span> })}
        {...errorTextOf(errors.at('OverlapMinutes'))}
      >
        <Select
          options={presets}
          selectedOption={presets.find(({ value }) => value === choice) ?? null}
          onChange={({ detail }) => choose(detail.selectedOption.value ?? '60')}
        />
      </FormField>
      {choice === 'custom' && (
        <FormField
          label="Minutes"
          {...errorTextOf(
            typed !== '' && minutes === undefined ? `Whole minutes from 0 to ${mostMinutes}.` : undefined,
          )}
        >
          <Input value={typed} inputMode="numeric" onChange={({ detail }) => type(detail.value)} />
        </FormField>
      )}
    </Dialog>
  );
}
