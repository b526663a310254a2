import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { trustPresets } from '../../../../shared/contract/trustPresets.ts';
import { errorTextOf, type FieldErrors } from '../../../parts/fieldErrors.ts';
import { roleName } from '../../../parts/roleName.ts';
import type { ShownUser } from '../tab.ts';
import { Conditions } from './conditions.tsx';
import { issuerProblem, jwksProblem, minutesProblem, withPreset, type Draft } from './draft.ts';

const presets = [
  ...Object.entries(trustPresets).map(([value, { name }]) => ({ value, label: name })),
  { value: 'other', label: 'Another issuer' },
];

interface RuleFormProps {
  readonly user: ShownUser;
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly errors: FieldErrors;
}

function Platform({ draft, onChange }: Pick<RuleFormProps, 'draft' | 'onChange'>) {
  const { preset } = draft;
  return (
    <FormField
      label="Platform"
      {...(preset === 'other'
        ? {}
        : { constraintText: `How a job gets its token: ${trustPresets[preset].howToGet}` })}
    >
      <Select
        options={presets}
        selectedOption={presets.find(({ value }) => value === preset) ?? null}
        onChange={({ detail }) => onChange(withPreset(draft, detail.selectedOption.value as Draft['preset']))}
      />
    </FormField>
  );
}

/** The fields of a trust rule. */
export function RuleForm({ user, draft, onChange, errors }: RuleFormProps) {
  const roles = [
    { value: '', label: 'The default role' },
    ...user.Roles.map(({ RoleId, RoleName }) => ({ value: RoleId, label: roleName(RoleName) })),
  ];
  return (
    <SpaceBetween size="m">
      <FormField label="Name" {...errorTextOf(errors.at('Name'))}>
        <Input
          value={draft.name}
          autoFocus
          placeholder="warehouse, main branch"
          onChange={({ detail }) => onChange({ name: detail.value })}
        />
      </FormField>
      <Platform draft={draft} onChange={onChange} />
      <FormField
        label="Issuer"
        description="Who signs the tokens: their claim iss, exactly."
        {...errorTextOf(
          errors.at('Issuer') ?? (draft.issuer === '' ? undefined : issuerProblem(draft.issuer)),
        )}
      >
        <Input
          value={draft.issuer}
          inputMode="url"
          spellcheck={false}
          onChange={({ detail }) => onChange({ issuer: detail.value })}
        />
      </FormField>
      <FormField
        label="Audience"
        description="For whom the tokens must be issued: their claim aud holds it. The job asks for it."
        {...errorTextOf(errors.at('Audience'))}
      >
        <Input
          value={draft.audience}
          spellcheck={false}
          onChange={({ detail }) => onChange({ audience: detail.value })}
        />
      </FormField>
      <div role="group" aria-label="Conditions">
        <Box variant="awsui-key-label">Conditions</Box>
        <Conditions
          draft={draft}
          onChange={(conditions) => onChange({ conditions })}
          errorText={errors.at('Conditions')}
        />
      </div>
      <FormField label="Role" description="What the tokens may do." {...errorTextOf(errors.at('RoleId'))}>
        <Select
          options={roles}
          selectedOption={roles.find(({ value }) => value === draft.roleId) ?? null}
          onChange={({ detail }) => onChange({ roleId: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField
        label="Longest life in minutes"
        description="From 1 to 180."
        {...errorTextOf(errors.at('MaxDurationMinutes') ?? minutesProblem(draft.minutes))}
      >
        <Input
          value={draft.minutes}
          inputMode="numeric"
          onChange={({ detail }) => onChange({ minutes: detail.value })}
        />
      </FormField>
      <ExpandableSection headerText="Pinned keys (closed networks)" defaultExpanded={draft.jwks !== ''}>
        <FormField
          label="Public keys of the issuer"
          description="As JSON (JWKS), in place of those that the issuer publishes. Left empty, the issuer is asked."
          {...errorTextOf(errors.at('Jwks') ?? jwksProblem(draft.jwks))}
        >
          <Textarea
            value={draft.jwks}
            rows={5}
            spellcheck={false}
            placeholder='{"keys": [{"kty": "RSA", …}]}'
            onChange={({ detail }) => onChange({ jwks: detail.value })}
          />
        </FormField>
      </ExpandableSection>
    </SpaceBetween>
  );
}
