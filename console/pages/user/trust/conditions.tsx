import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { trustPresets, type TrustPreset } from '../../../../shared/contract/trustPresets.ts';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import { conditionProblem, type Draft, type DraftCondition } from './draft.ts';

const kinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'truth', label: 'True or false' },
] as const;

/** What is known of the claims of a platform. */
export function claimsOf(preset: Draft['preset']): TrustPreset['claims'] {
  return preset === 'other' ? [] : trustPresets[preset].claims;
}

interface ConditionsProps {
  readonly draft: Draft;
  readonly onChange: (conditions: readonly DraftCondition[]) => void;
  readonly errorText: string | undefined;
}

/** Which claims a token must hold, each with exactly its value. */
export function Conditions({ draft: { preset, conditions }, onChange, errorText }: ConditionsProps) {
  const known = claimsOf(preset);
  const set = (index: number, part: Partial<DraftCondition>) =>
    onChange(conditions.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const begun = ({ claim, equals }: DraftCondition) => claim !== '' && equals !== '';
  return (
    <AttributeEditor<DraftCondition>
      items={conditions}
      addButtonText="Add condition"
      removeButtonText="Remove"
      removeButtonAriaLabel={({ claim }) =>
        `Remove the condition on ${claim === '' ? 'no claim yet' : claim}`
      }
      disableAddButton={conditions.length >= 20}
      onAddButtonClick={() => onChange([...conditions, { claim: '', equals: '', kind: 'text' }])}
      onRemoveButtonClick={({ detail }) => onChange(conditions.filter((_, at) => at !== detail.itemIndex))}
      empty="No condition: an issuer serves many, so at least one must say whose token it is."
      additionalInfo={errorText ?? 'All must hold; values are compared exactly, case included.'}
      i18nStrings={{ errorIconAriaLabel: 'Error', itemRemovedAriaLive: 'A condition was removed.' }}
      gridLayout={[{ breakpoint: 'xs', rows: [[4, 4, 2]] }, { rows: [[1], [1], [1]] }]}
      definition={[
        {
          label: 'Claim',
          control: ({ claim }, index) => (
            <Autosuggest
              value={claim}
              ariaLabel={`Claim ${index + 1}`}
              clearAriaLabel="Clear"
              enteredTextLabel={(text) => `Claim ${text}`}
              placeholder="sub"
              options={known.map((one) => ({ value: one.claim, description: one.meaning }))}
              onChange={({ detail }) => set(index, { claim: detail.value })}
            />
          ),
        },
        {
          label: 'Equals',
          errorText: (one) => (begun(one) ? conditionProblem(one) : undefined),
          control: ({ claim, equals }, index) => (
            <Input
              value={equals}
              ariaLabel={`Value of claim ${index + 1}`}
              placeholder={known.find((one) => one.claim === claim)?.example ?? ''}
              onChange={({ detail }) => set(index, { equals: detail.value })}
            />
          ),
        },
        {
          label: 'Kind',
          control: ({ kind }, index) => (
            <Select
              ariaLabel={`Kind of value ${index + 1}`}
              options={kinds}
              selectedOption={kinds.find(({ value }) => value === kind) ?? null}
              onChange={({ detail }) =>
                set(index, { kind: (detail.selectedOption.value ?? 'text') as DraftCondition['kind'] })
              }
            />
          ),
        },
      ]}
    />
  );
}
