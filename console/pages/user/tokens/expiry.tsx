import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useConsole } from '../../../api/console.ts';
import { errorTextOf } from '../../../parts/fieldErrors.ts';
import { exactTime } from '../../../parts/when.tsx';
import { endAfter } from './token.ts';

/** How long a token is to live, as it is chosen. */
export interface Expiry {
  readonly choice: '30' | '60' | '90' | '365' | 'custom' | 'never';
  /** Used with `custom`. */
  readonly days: string;
}

/** As the API has it where nothing is said. */
export const ninetyDays: Expiry = { choice: '90', days: '' };

const options = [
  { value: '30', label: '30 days' },
  { value: '60', label: '60 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'custom', label: 'Custom' },
  { value: 'never', label: 'Never expires' },
] as const;

/** Days, null for never; undefined where what is typed is no number of days that a token may live. */
export function daysOf({ choice, days }: Expiry): number | null | undefined {
  if (choice === 'never') return null;
  if (choice !== 'custom') return Number(choice);
  const whole = /^\d{1,3}$/.test(days.trim()) && Number(days) >= 1 && Number(days) <= 365;
  return whole ? Number(days) : undefined;
}

interface ExpiryFieldProps {
  readonly value: Expiry;
  readonly onChange: (expiry: Expiry) => void;
  readonly errorText: string | undefined;
}

/** Chooses how long a token lives, and says when that ends. */
export function ExpiryField({ value, onChange, errorText }: ExpiryFieldProps) {
  const { now } = useConsole();
  const days = daysOf(value);
  const end = typeof days === 'number' ? `Ends ${exactTime(endAfter(days, now()))}.` : undefined;
  const wrong = value.choice === 'custom' && value.days !== '' && days === undefined;
  return (
    <SpaceBetween size="s">
      <FormField
        label="Expires after"
        {...(end === undefined ? {} : { constraintText: end })}
        {...errorTextOf(errorText)}
      >
        <Select
          options={options}
          selectedOption={options.find((option) => option.value === value.choice) ?? null}
          onChange={({ detail }) =>
            onChange({ ...value, choice: (detail.selectedOption.value ?? '90') as Expiry['choice'] })
          }
        />
      </FormField>
      {value.choice === 'custom' && (
        <FormField label="Days" {...errorTextOf(wrong ? 'Whole days from 1 to 365.' : undefined)}>
          <Input
            value={value.days}
            inputMode="numeric"
            autoFocus
            onChange={({ detail }) => onChange({ ...value, days: detail.value })}
          />
        </FormField>
      )}
      {value.choice === 'never' && (
        <Alert type="warning" header="A token that never expires">
          Whoever finds it can use it until somebody revokes it. Prefer an end, and rotate before it.
        </Alert>
      )}
    </SpaceBetween>
  );
}
