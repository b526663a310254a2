import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useEvery } from '../api/every.ts';
import type { Entry } from '../api/pages.ts';
import { saidOf } from '../api/problem.ts';
import { Link } from './link.tsx';

/** A tag as it is listed. */
export type Tag = Entry<'listTags'>;

/** A tag as people write it. */
export function tagText({ TagKey, TagValue }: Pick<Tag, 'TagKey' | 'TagValue'>): string {
  return `${TagKey}=${TagValue}`;
}

/** All tags, as far as a thousand: the API finds them by no name. */
export function useTags() {
  return useEvery('listTags', {});
}

/** The tag of which only the id is known, by its key and value. */
export function TagById({ tagId }: { readonly tagId: string }) {
  const found = useTags().items.find(({ TagId }) => TagId === tagId);
  return <Link to={`/tags/${tagId}`}>{found === undefined ? tagId : tagText(found)}</Link>;
}

interface TagPickerProps {
  readonly label: string;
  readonly description?: string;
  readonly value: Tag | undefined;
  readonly onChange: (tag: Tag | undefined) => void;
  /** Ids of tags that are not offered. */
  readonly exclude?: readonly string[];
}

/** Finds a tag by a part of its key or value, and picks it. */
export function TagPicker({ label, description, value, onChange, exclude = [] }: TagPickerProps) {
  const tags = useTags();
  const offered = tags.items.filter(({ TagId }) => !exclude.includes(TagId));
  return (
    <FormField label={label} {...(description === undefined ? {} : { description })}>
      <Select
        options={offered.map((tag) => ({ value: tag.TagId, label: tagText(tag) }))}
        selectedOption={value === undefined ? null : { value: value.TagId, label: tagText(value) }}
        onChange={({ detail }) =>
          onChange(offered.find(({ TagId }) => TagId === detail.selectedOption.value))
        }
        filteringType="auto"
        filteringPlaceholder="Part of the tag"
        filteringAriaLabel="Find a tag"
        placeholder="Choose a tag"
        statusType={tags.error !== null ? 'error' : tags.known ? 'finished' : 'loading'}
        loadingText="Looking"
        errorText={tags.error === null ? '' : saidOf(tags.error).title}
        recoveryText="Try again"
        onLoadItems={() => {
          if (tags.error !== null) tags.retry();
        }}
        empty="No tag to choose"
        noMatch="No tag matches"
        finishedText={tags.known && !tags.complete ? 'These are the first thousand tags' : ''}
      />
    </FormField>
  );
}
