import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useOperation } from '../../api/operations.ts';
import { roleName } from '../../parts/roleName.ts';
import { filterCount, tokensOf, withTokens, type UserQuery } from './userQuery.ts';

/** Values that are shown by another name: a team may be called as a type is. */
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  type: { service: 'Service user', human: 'Person' },
  status: { enabled: 'Enabled', disabled: 'Disabled', deleting: 'Being deleted' },
};

function shown(key: string | undefined, value: string): string {
  return key === 'role' ? roleName(value) : (names[key ?? '']?.[value] ?? value);
}

function nameOf(key: string | undefined, value: unknown): string {
  return [value]
    .flat()
    .map((one) => shown(key, String(one)))
    .join(', ');
}

const properties = [
  { key: 'type', propertyLabel: 'Type', groupValuesLabel: 'Types' },
  { key: 'status', propertyLabel: 'Status', groupValuesLabel: 'Statuses' },
  { key: 'role', propertyLabel: 'Role', groupValuesLabel: 'Roles' },
  { key: 'team', propertyLabel: 'Team', groupValuesLabel: 'Teams' },
].map((property) => {
  const format = (value: unknown) => nameOf(property.key, value);
  return { ...property, operators: [{ operator: '=' as const, tokenType: 'enum' as const, format }] };
});

/** The API knows parts of a name, and no "does not contain". */
const freeText = { operators: [':'] as const };

function optionsOf(propertyKey: string, values: readonly string[]): PropertyFilterProps.FilteringOption[] {
  return values.map((value) => ({ propertyKey, value, label: shown(propertyKey, value) }));
}

interface UserFilterProps {
  readonly query: UserQuery;
  readonly onChange: (query: UserQuery) => void;
}

/** Role, team, status, type, and text in the name; all in one field, every filter with its own cross. */
export function UserFilter({ query, onChange }: UserFilterProps) {
  const roles = useOperation('listRoles', { query: { limit: 200 } }, { enabled: true });
  const teams = useOperation('listTeams', { query: { limit: 200 } }, { enabled: true });
  const options = [
    ...optionsOf('type', ['service', 'human']),
    ...optionsOf('status', ['enabled', 'disabled', 'deleting']),
    ...optionsOf('role', roles.data?.body.Items.map(({ RoleName }) => RoleName) ?? []),
    ...optionsOf('team', teams.data?.body.Items.map(({ TeamName }) => TeamName) ?? []),
  ];
  const count = filterCount(query);
  return (
    <PropertyFilter
      query={tokensOf(query)}
      onChange={({ detail }) => onChange(withTokens(query, detail))}
      filteringProperties={properties}
      filteringOptions={options}
      filteringPlaceholder="Find users: part of a name, or a role, team, status or type"
      filteringAriaLabel="Find users"
      freeTextFiltering={freeText}
      hideOperations
      i18nStrings={{
        filteringAriaLabel: 'Find users',
        clearFiltersText: count > 1 ? `Clear ${count} filters` : 'Clear filter',
        groupPropertiesText: 'Filter by',
        groupValuesText: 'Values',
        operatorsText: 'Operators',
        operatorEqualsText: 'is',
        operatorContainsText: 'contains',
        operationAndText: 'and',
        applyActionText: 'Apply',
        cancelActionText: 'Cancel',
        allPropertiesLabel: 'Name',
        editTokenHeader: 'Edit filter',
        propertyText: 'Property',
        operatorText: 'Operator',
        valueText: 'Value',
        dismissAriaLabel: 'Close',
        tokenLimitShowMore: 'Show more',
        tokenLimitShowFewer: 'Show fewer',
        enteredTextLabel: (text) => `Name contains “${text}”`,
        removeTokenButtonAriaLabel: ({ propertyKey, propertyLabel, value }) =>
          `Remove filter ${propertyLabel ?? 'Name'} ${nameOf(propertyKey, value)}`,
        formatToken: ({ propertyKey, propertyLabel, value }) =>
          propertyLabel === ''
            ? `Name contains ${nameOf(undefined, value)}`
            : `${propertyLabel} is ${nameOf(propertyKey, value)}`,
      }}
    />
  );
}
