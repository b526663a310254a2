import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { tagText } from '../../parts/tags.tsx';

interface CreateTagProps {
  readonly onCreated: (tagId: string) => void;
  readonly onClose: () => void;
}

/** Creates a tag, whose first Owner is whoever one acts as. */
export function CreateTag({ onCreated, onClose }: CreateTagProps) {
  const notify = useNotify();
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const body = { TagKey: key.trim(), TagValue: value.trim() };
  const create = useChange('createTag', ({ body: tag }) => {
    notify({ type: 'success', header: `Tag ${tagText(tag)} was created` });
    onCreated(tag.TagId);
  });
  return (
    <Dialog
      title="Create tag"
      action="Create tag"
      busy={create.isPending}
      error={create.error}
      notYet={body.TagKey === '' || body.TagValue === '' ? 'A tag has a key and a value.' : undefined}
      onAction={() => create.mutate({ input: { body } })}
      onClose={onClose}
      equivalent={
        <Equivalent operation="createTag" input={{ body }} cli={['tags', 'create', tagText(body)]} />
      }
    >
      <FormField label="Key" description="Such as team or env.">
        <Input value={key} autoFocus onChange={({ detail }) => setKey(detail.value)} />
      </FormField>
      <FormField label="Value" description="Such as finance or prod.">
        <Input value={value} onChange={({ detail }) => setValue(detail.value)} />
      </FormField>
    </Dialog>
  );
}
