import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import Tiles from '@cloudscape-design/components/tiles';
import type { Ref } from 'react';
import { useEvery } from '../../api/every.ts';
import { roleName } from '../../parts/roleName.ts';
import { leastRole, type Draft } from './draft.ts';
import type { FieldProblems } from './fieldProblems.ts';
import type { NameCheck } from './nameCheck.ts';

interface DetailsStepProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly check: NameCheck;
  readonly problems: FieldProblems;
  readonly nameField: Ref<InputProps.Ref>;
}

function errorOf(text: string | undefined): { readonly errorText?: string } {
  return text === undefined ? {} : { errorText: text };
}

const told: Readonly<
  Record<NameCheck['state'], readonly ['success' | 'loading' | 'warning' | 'info', string]>
> = {
  empty: ['info', ''],
  'not-usable': ['warning', 'Needs a letter or a digit, a to z or 0 to 9.'],
  checking: ['loading', 'Looking whether it is free'],
  free: ['success', 'This name is free'],
  taken: ['warning', 'Somebody has this name. Choose another.'],
  unknown: ['info', 'Whether it is free is found out when you finish.'],
};

/** What the name becomes; said by screen readers once typing pauses. */
function Identifier({ check }: { readonly check: NameCheck }) {
  const [type, text] = told[check.state];
  return (
    <span aria-live="polite" className="identifier">
      {'userName' in check ? (
        <>
          User name <code>{check.userName}</code>{' '}
        </>
      ) : (
        'Lower-cased, with _ for spaces, it becomes the user name that pipelines use.'
      )}
      {text !== '' && <StatusIndicator type={type}>{text}</StatusIndicator>}
    </span>
  );
}

const builtIn = [
  { value: leastRole, label: 'Member', description: 'Reads. The least a user can have; begin here.' },
  { value: 'SystemRole-Managers', label: 'Manager', description: 'Also manages teams, tags and resources.' },
  {
    value: 'SystemRole-SystemAdministrators',
    label: 'Admin',
    description: 'Full access to all of the product’s services.',
  },
];
const other = 'other';

function RoleField({ draft, onChange, problems }: DetailsStepProps) {
  const roles = useEvery('listRoles', {});
  const custom = roles.items
    .filter(({ BuiltIn }) => !BuiltIn)
    .map(({ RoleId, RoleName, Description }) => ({
      value: RoleId,
      label: roleName(RoleName),
      description: Description,
    }));
  const isBuiltIn = builtIn.some(({ value }) => value === draft.roleId);
  const another = {
    value: other,
    label: 'Another role',
    description: 'One that was made here.',
    disabled: custom.length === 0,
  };
  return (
    <SpaceBetween size="s">
      <FormField
        label="Role"
        stretch
        description="What it runs under unless it asks for another one it holds. Start with the least privileged that is enough."
        {...errorOf(isBuiltIn ? problems.role : undefined)}
      >
        <Tiles
          columns={4}
          ariaLabel="Role"
          value={isBuiltIn ? draft.roleId : other}
          onChange={({ detail }) => onChange({ roleId: detail.value === other ? '' : detail.value })}
          items={[...builtIn, another]}
        />
      </FormField>
      {!isBuiltIn && (
        <FormField label="Which role" {...errorOf(problems.role)}>
          <Select
            options={custom}
            filteringType={custom.length > 8 ? 'auto' : 'none'}
            filteringAriaLabel="Find roles"
            placeholder="Choose a role"
            selectedOption={custom.find(({ value }) => value === draft.roleId) ?? null}
            onChange={({ detail }) => onChange({ roleId: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}

/** Others beside Public have to fit, too. */
const mostTeams = 19;

function TeamsField({ draft, onChange, problems }: DetailsStepProps) {
  const teams = useEvery('listTeams', {});
  const [fixed, ...others] = teams.items.map(({ TeamId, TeamName }) => ({ value: TeamId, label: TeamName }));
  const shownFixed = { value: 'Public', label: 'Public', ...fixed, disabled: true };
  const chosen = others.filter(({ value }) => draft.teams.includes(value));
  return (
    <FormField
      label="Teams"
      description="Public is always among them."
      {...errorOf(draft.teams.length > mostTeams ? `At most ${mostTeams} beside Public.` : problems.teams)}
    >
      <Multiselect
        options={[shownFixed, ...others]}
        selectedOptions={[shownFixed, ...chosen]}
        filteringType={others.length > 8 ? 'auto' : 'none'}
        filteringAriaLabel="Find teams"
        placeholder="Choose teams"
        statusType={teams.loading && teams.items.length === 0 ? 'loading' : 'finished'}
        loadingText="Loading teams"
        deselectAriaLabel={({ label }) => `Leave ${label ?? ''}`}
        onChange={({ detail }) =>
          onChange({
            teams: detail.selectedOptions.flatMap(({ value }) =>
              value === undefined || value === shownFixed.value ? [] : [value],
            ),
          })
        }
      />
    </FormField>
  );
}

/** Name, role and teams. */
export function DetailsStep(props: DetailsStepProps) {
  const { draft, onChange, check, problems, nameField } = props;
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField
          label="Name"
          description="Descriptive, after what uses it: svc-dbt-cloud, svc-airflow."
          constraintText={<Identifier check={check} />}
          {...errorOf(problems.name)}
        >
          <Input
            ref={nameField}
            value={draft.name}
            placeholder="svc-"
            autoComplete={false}
            spellcheck={false}
            ariaRequired
            onChange={({ detail }) => onChange({ name: detail.value })}
          />
        </FormField>
        <RoleField {...props} />
        <TeamsField {...props} />
        <FormField
          label={
            <>
              Description <i>- optional</i>
            </>
          }
          {...errorOf(problems.description)}
        >
          <Textarea
            value={draft.description}
            rows={2}
            onChange={({ detail }) => onChange({ description: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
