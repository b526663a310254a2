import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { ownServices, permissionLevels } from '../../../shared/domain/role.ts';
import { levelWords, serviceProblem, type Grant } from './permissions.ts';

const levels = permissionLevels.map((value) => ({ value, label: levelWords[value] ?? value }));

interface PermissionEditorProps {
  readonly grants: readonly Grant[];
  readonly onChange: (grants: readonly Grant[]) => void;
  /** Whether to say what is wrong already. */
  readonly strict: boolean;
}

/** Which services a role reaches, and how far. */
export function PermissionEditor({ grants, onChange, strict }: PermissionEditorProps) {
  const change = (index: number, changed: Partial<Grant>) =>
    onChange(grants.map((grant, at) => (at === index ? { ...grant, ...changed } : grant)));
  const named = new Set(grants.map(({ service }) => service));
  const own = ownServices.filter((service) => !named.has(service)).map((value) => ({ value }));
  return (
    <FormField
      label="Permissions"
      description="This product's own services, or any other name for APIs of your platform. Each level includes the ones before."
      stretch
    >
      <AttributeEditor
        items={grants}
        addButtonText="Add permission"
        removeButtonText="Remove"
        removeButtonAriaLabel={({ service }) => `Remove permission for ${service || 'no service yet'}`}
        i18nStrings={{ errorIconAriaLabel: 'Error', itemRemovedAriaLive: 'A permission was removed.' }}
        empty="No permissions: the role only marks who holds it."
        onAddButtonClick={() => onChange([...grants, { service: '', level: 'view' }])}
        onRemoveButtonClick={({ detail }) => onChange(grants.filter((_, at) => at !== detail.itemIndex))}
        definition={[
          {
            label: 'Service',
            errorText: ({ service }, index) =>
              strict || service !== '' ? serviceProblem(grants, index) : undefined,
            control: ({ service }, index) => (
              <Autosuggest
                value={service}
                options={own}
                placeholder="users, bi, …"
                clearAriaLabel="Clear the service"
                enteredTextLabel={(text) => `Service “${text}”`}
                onChange={({ detail }) => change(index, { service: detail.value.trim() })}
              />
            ),
          },
          {
            label: 'Level',
            control: ({ level }, index) => (
              <Select
                options={levels}
                selectedOption={levels.find(({ value }) => value === level) ?? null}
                onChange={({ detail }) => change(index, { level: detail.selectedOption.value ?? 'view' })}
              />
            ),
          },
        ]}
      />
    </FormField>
  );
}
