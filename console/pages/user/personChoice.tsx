import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useOperation } from '../../api/operations.ts';
import { saidOf } from '../../api/problem.ts';
import type { Named } from '../../parts/userName.tsx';
import { useSettled } from '../../parts/settled.ts';

interface PersonChoiceProps {
  readonly label: string;
  readonly description: string;
  readonly chosen: Named | undefined;
  readonly onChoose: (person: Named | undefined) => void;
  /** Who cannot be chosen. */
  readonly but: string;
}

function optionOf({ UserId, DisplayName, UserName }: Named): SelectProps.Option {
  return { value: UserId, label: DisplayName, description: UserName };
}

/** Chooses an enabled person, searched for on the server: there may be very many. */
export function PersonChoice({ label, description, chosen, onChoose, but }: PersonChoiceProps) {
  const [text, setText] = useState('');
  const name = useSettled(text.trim());
  const query = { type: 'human' as const, status: ['enabled' as const], limit: 20 };
  const input = { query: name === '' ? query : { ...query, name } };
  const found = useOperation('listUsers', input, { keepFormer: true });
  const people = (found.data?.body.Items ?? []).filter(({ UserId }) => UserId !== but);
  const failed = found.error === null ? {} : { errorText: saidOf(found.error).title };
  const state = found.isFetching ? 'loading' : 'finished';
  return (
    <FormField label={label} description={description}>
      <Select
        options={people.map(optionOf)}
        selectedOption={chosen === undefined ? null : optionOf(chosen)}
        filteringType="manual"
        filteringPlaceholder="Part of a name"
        filteringAriaLabel="Find people"
        placeholder="Choose a person"
        loadingText="Looking for people"
        empty="Nobody matches"
        recoveryText="Try again"
        statusType={found.error === null ? state : 'error'}
        {...failed}
        {...(found.data?.body.NextCursor === undefined
          ? {}
          : { finishedText: 'There are more: type a name' })}
        onLoadItems={({ detail }) => {
          setText(detail.filteringText);
          if (found.error !== null) void found.refetch();
        }}
        onChange={({ detail }) =>
          onChoose(people.find(({ UserId }) => UserId === detail.selectedOption.value))
        }
      />
    </FormField>
  );
}
