import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useEffect, useState } from 'react';
import { saidOf } from '../api/problem.ts';
import { useOperation } from '../api/operations.ts';
import type { Entry } from '../api/pages.ts';

/** A user as the picker hands it over. */
export type PickedUser = Entry<'listUsers'>;

interface UserPickerProps {
  readonly label: string;
  readonly kind: 'human' | 'service' | 'both';
  readonly value: PickedUser | undefined;
  readonly onChange: (user: PickedUser | undefined) => void;
  /** Ids of users that are not offered. */
  readonly exclude?: readonly string[];
  readonly description?: string;
  readonly errorText?: string;
}

/** The text, once nobody has typed for a moment: not every letter is a question to the API. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function optionOf(user: PickedUser): SelectProps.Option {
  return {
    value: user.UserId,
    label: user.DisplayName,
    description: user.UserName,
    ...(user.IsServiceUser ? { labelTag: 'Service' } : {}),
  };
}

const shown = 50;

/** The users that match, and how far finding them has come. */
function useFound({ kind, exclude = [] }: Pick<UserPickerProps, 'kind' | 'exclude'>, opened: boolean) {
  const [typed, type] = useState('');
  const text = useSettled(typed.trim());
  const query = {
    limit: shown,
    ...(kind === 'both' ? {} : { type: kind }),
    ...(text === '' ? {} : { name: text.slice(0, 255) }),
  };
  const answer = useOperation('listUsers', { query }, { enabled: opened });
  const users = (answer.data?.body.Items ?? []).filter(({ UserId }) => !exclude.includes(UserId));
  return { type, text, users, answer, waiting: text !== typed.trim() || answer.isFetching };
}

const noun = { human: 'person', service: 'service user', both: 'user' } as const;

/** Finds a user by a part of the name, and picks it. */
export function UserPicker(props: UserPickerProps) {
  const { label, kind, value, onChange, description, errorText } = props;
  const [opened, open] = useState(false);
  const { type, text, users, answer, waiting } = useFound(props, opened);
  const status = answer.error !== null ? 'error' : waiting ? 'loading' : 'finished';
  const more = answer.data?.body.NextCursor !== undefined;
  return (
    <FormField
      label={label}
      {...(description === undefined ? {} : { description })}
      {...(errorText === undefined ? {} : { errorText })}
    >
      <Select
        options={waiting ? [] : users.map(optionOf)}
        selectedOption={value === undefined ? null : optionOf(value)}
        onChange={({ detail }) =>
          onChange(users.find(({ UserId }) => UserId === detail.selectedOption.value))
        }
        filteringType="manual"
        filteringPlaceholder="Part of the name"
        filteringAriaLabel={`Find a ${noun[kind]}`}
        filteringClearAriaLabel="Clear"
        placeholder={`Choose a ${noun[kind]}`}
        selectedAriaLabel="Selected"
        statusType={status}
        loadingText="Looking"
        errorText={answer.error === null ? '' : saidOf(answer.error).title}
        recoveryText="Try again"
        errorIconAriaLabel="Error"
        empty={text === '' ? `No ${noun[kind]} to choose` : `No ${noun[kind]} matches`}
        finishedText={more ? 'Type more of the name to find others' : ''}
        onFocus={() => open(true)}
        onLoadItems={({ detail }) => {
          open(true);
          type(detail.filteringText);
          if (answer.error !== null) void answer.refetch();
        }}
      />
    </FormField>
  );
}
