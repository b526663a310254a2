import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useOperation } from '../../api/operations.ts';
import { filterCount, tokensOf, withTokens, type UserQuery } from './userQuery.ts';

const names: Readonly<Record<string, string>> = {
  'SystemRole-SystemAdministrators': 'Admin',
  'SystemRole-Managers': 'Manager',
  'SystemRole-DefaultUsers': 'Member',
  service: 'Service user',
  human: 'Person',
  enabled: 'Enabled',
  disabled: 'Disabled',
  deleting: 'Being deleted',
};

function nameOf(value: unknown): string {
  return [value]
    .flat()
    .map((one) => names[String(one)] ?? String(one))
    .join(', ');
}

const equals = [{ operator: '=', tokenType: 'enum' as const, format: nameOf }];

const properties: readonly PropertyFilterProps.FilteringProperty[] = [
  { key: 'type', propertyLabel: 'Type', groupValuesLabel: 'Types', operators: equals },
  { key: 'status', propertyLabel: 'Status', groupValuesLabel: 'Statuses', operators: equals },
  { key: 'role', propertyLabel: 'Role', groupValuesLabel: 'Roles', operators: equals },
  { key: 'team', propertyLabel: 'Team', groupValuesLabel: 'Teams', operators: equals },
];

function optionsOf(propertyKey: string, values: readonly string[]): PropertyFilterProps.FilteringOption[] {
  return values.map((value) => ({ propertyKey, value, label: names[value] ?? value }));
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
        removeTokenButtonAriaLabel: ({ propertyLabel, value }) =>
          `Remove filter ${propertyLabel ?? 'Name'} ${nameOf(value)}`,
        formatToken: ({ propertyLabel, value }) =>
          propertyLabel === '' ? `Name contains ${nameOf(value)}` : `${propertyLabel} is ${nameOf(value)}`,
      }}
    />
  );
}
