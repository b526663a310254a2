import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { roleName } from '../../parts/roleName.ts';
import { durationProblem, presets } from './durations.ts';

/** On which terms one switches. */
export interface Terms {
  readonly roleId: string;
  readonly minutes: string;
  readonly reason: string;
}

interface TermsFormProps {
  readonly terms: Terms;
  readonly onChange: (terms: Terms) => void;
  /** Those to choose from; none for Super-Admin. */
  readonly roles: readonly { readonly RoleId: string; readonly RoleName: string }[];
}

/** Role, duration and reason. */
export function TermsForm({ terms, onChange, roles }: TermsFormProps) {
  const options = roles.map(({ RoleId, RoleName }) => ({ value: RoleId, label: roleName(RoleName) }));
  const problem = durationProblem(terms.minutes);
  return (
    <SpaceBetween size="m">
      {options.length > 0 && (
        <FormField label="Role" description="One role at a time; it can be changed later.">
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === terms.roleId) ?? null}
            onChange={({ detail }) => onChange({ ...terms, roleId: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      )}
      <FormField
        label="Duration in minutes"
        description="At most 180, that is 3 hours."
        {...(problem === undefined ? {} : { errorText: problem })}
        secondaryControl={
          <SpaceBetween direction="horizontal" size="xxs">
            {presets.map((minutes) => (
              <Button
                key={minutes}
                formAction="none"
                onClick={() => onChange({ ...terms, minutes: String(minutes) })}
              >
                {minutes}
              </Button>
            ))}
          </SpaceBetween>
        }
      >
        <Input
          value={terms.minutes}
          inputMode="numeric"
          onChange={({ detail }) => onChange({ ...terms, minutes: detail.value })}
        />
      </FormField>
      <FormField
        label={
          <>
            Reason <i>- optional</i>
          </>
        }
        description="Stands in the audit trail."
      >
        <Input value={terms.reason} onChange={({ detail }) => onChange({ ...terms, reason: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}
