import Alert from '@cloudscape-design/components/alert';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useConsole } from '../api/console.ts';
import { dateOf, daysOf, daysUntil, endOf, mostDays, type Expiry } from './expiry.ts';

const options: readonly { readonly value: Expiry['kind']; readonly label: string }[] = [
  { value: '30', label: '30 days' },
  { value: '60', label: '60 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'custom', label: 'Custom' },
  { value: 'never', label: 'Never' },
];

const dayNames = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' });

interface ExpiryFieldProps {
  readonly expiry: Expiry;
  readonly onChange: (expiry: Expiry) => void;
  /** What the API has against it. */
  readonly problem?: string | undefined;
}

function CustomDays({ expiry, onChange }: ExpiryFieldProps) {
  const { now } = useConsole();
  const days = daysOf(expiry);
  const wrong = days === undefined && expiry.days !== '';
  return (
    <ColumnLayout columns={2}>
      <FormField
        label="Days until it expires"
        {...(wrong ? { errorText: `Whole days from 1 to ${mostDays}.` } : {})}
      >
        <Input
          value={expiry.days}
          inputMode="numeric"
          onChange={({ detail }) => onChange({ kind: 'custom', days: detail.value })}
        />
      </FormField>
      <FormField label="Or the day">
        <DatePicker
          value={typeof days === 'number' ? dateOf(endOf(days, now())) : ''}
          placeholder="YYYY/MM/DD"
          locale="en-GB"
          openCalendarAriaLabel={() => 'Choose a day'}
          nextMonthAriaLabel="Next month"
          previousMonthAriaLabel="Previous month"
          todayAriaLabel="Today"
          isDateEnabled={(date) => {
            const away = daysUntil(dateOf(date.getTime()), now());
            return away >= 1 && away <= mostDays;
          }}
          onChange={({ detail }) =>
            onChange({
              kind: 'custom',
              days: detail.value === '' ? '' : String(daysUntil(detail.value, now())),
            })
          }
        />
      </FormField>
    </ColumnLayout>
  );
}

/** For how long a token works, with the day on which it ends. */
export function ExpiryField({ expiry, onChange, problem }: ExpiryFieldProps) {
  const { now } = useConsole();
  const days = daysOf(expiry);
  const end = typeof days === 'number' ? `Expires on ${dayNames.format(endOf(days, now()))}.` : undefined;
  return (
    <SpaceBetween size="s">
      <FormField
        label="Expiration"
        constraintText={<span aria-live="polite">{end}</span>}
        {...(problem === undefined ? {} : { errorText: problem })}
      >
        <Select
          options={options}
          selectedOption={options.find(({ value }) => value === expiry.kind) ?? null}
          onChange={({ detail }) => {
            const kind = options.find(({ value }) => value === detail.selectedOption.value)?.value ?? '90';
            onChange({ kind, days: kind === 'custom' ? String(days ?? '') : '' });
          }}
        />
      </FormField>
      {expiry.kind === 'custom' && <CustomDays expiry={expiry} onChange={onChange} />}
      {expiry.kind === 'never' && (
        <Alert type="warning" header="A token that never expires works until somebody ends it">
          If it leaks, nothing but revoking it helps. Prefer an end, and rotate the token before it comes.
        </Alert>
      )}
    </SpaceBetween>
  );
}
