import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { saidOf } from '../../../api/problem.ts';
import { tagText, useTags, type Tag } from './tags.ts';

interface TagPickerProps {
  readonly value: Tag | undefined;
  readonly onChange: (tag: Tag | undefined) => void;
  /** Ids of tags that are not offered. */
  readonly exclude: readonly string[];
}

/** Picks a tag by its key or value. */
export function TagPicker({ value, onChange, exclude }: TagPickerProps) {
  const { data, error, isPending, refetch } = useTags();
  const tags = (data?.items ?? []).filter(({ TagId }) => !exclude.includes(TagId));
  const options = tags.map((tag) => ({ value: tag.TagId, label: tagText(tag) }));
  return (
    <FormField label="Tag" description="Everybody on the tag gets access, now and later.">
      <Select
        options={options}
        selectedOption={options.find((option) => option.value === value?.TagId) ?? null}
        onChange={({ detail }) => onChange(tags.find(({ TagId }) => TagId === detail.selectedOption.value))}
        filteringType="auto"
        filteringPlaceholder="Part of the tag"
        filteringAriaLabel="Find a tag"
        filteringClearAriaLabel="Clear"
        placeholder="Choose a tag"
        selectedAriaLabel="Selected"
        statusType={error !== null ? 'error' : isPending ? 'loading' : 'finished'}
        loadingText="Looking"
        errorText={error === null ? '' : saidOf(error).title}
        recoveryText="Try again"
        errorIconAriaLabel="Error"
        empty="No tag to choose"
        noMatch="No tag matches"
        finishedText={data?.complete === false ? 'These are the first thousand tags' : ''}
        onLoadItems={() => (error === null ? undefined : void refetch())}
      />
    </FormField>
  );
}
