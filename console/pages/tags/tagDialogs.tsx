import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { tagText, type Tag } from '../../parts/tags.tsx';
import { UserPicker, type PickedUser } from '../../parts/userPicker.tsx';

/** Somebody on a tag. */
export type TagMember = Entry<'listTagUsers'>;
type Access = TagMember['AccessType'];

interface OfTag {
  readonly tag: Tag;
  readonly onClose: () => void;
}

const accesses = [
  { value: 'ReadOnly', label: 'ReadOnly', description: 'Has what was shared with the tag.' },
  { value: 'Owner', label: 'Owner', description: 'The same, and decides who is on the tag.' },
];

function AccessField({
  access,
  onChange,
}: {
  readonly access: Access;
  readonly onChange: (access: Access) => void;
}) {
  return (
    <FormField label="Access to the tag">
      <RadioGroup
        items={accesses}
        value={access}
        onChange={({ detail }) => onChange(detail.value === 'Owner' ? 'Owner' : 'ReadOnly')}
      />
    </FormField>
  );
}

/** Puts a user on a tag. */
export function AddToTag({ tag, exclude, onClose }: OfTag & { readonly exclude: readonly string[] }) {
  const notify = useNotify();
  const [user, pick] = useState<PickedUser>();
  const [access, choose] = useState<Access>('ReadOnly');
  const input = { tagId: tag.TagId, userId: user?.UserId ?? '', body: { AccessType: access } };
  const add = useChange('addTagUser', () => {
    notify({ type: 'success', header: `${user?.DisplayName ?? ''} is on ${tagText(tag)} now, as ${access}` });
    onClose();
  });
  return (
    <Dialog
      title={`Add a user to ${tagText(tag)}`}
      action="Add"
      busy={add.isPending}
      error={add.error}
      notYet={user === undefined ? 'Choose whom to add.' : undefined}
      onAction={() => add.mutate({ input })}
      onClose={onClose}
      equivalent={
        user !== undefined && (
          <Equivalent
            operation="addTagUser"
            input={input}
            cli={['tags', 'add', tagText(tag), user.UserName, '--access', access]}
          />
        )
      }
    >
      <UserPicker
        label="User"
        description="A service user on a tag gets resources through it, never access to other service users."
        kind="both"
        value={user}
        onChange={pick}
        exclude={exclude}
      />
      <AccessField access={access} onChange={choose} />
    </Dialog>
  );
}

function useMemberName({ UserId }: TagMember): string {
  return useOperation('getUser', { userId: UserId }).data?.body.DisplayName ?? UserId;
}

/** Changes between Owner and ReadOnly. */
export function ChangeOnTag({ tag, member, onClose }: OfTag & { readonly member: TagMember }) {
  const notify = useNotify();
  const name = useMemberName(member);
  const [access, choose] = useState(member.AccessType);
  const input = { tagId: tag.TagId, userId: member.UserId, body: { AccessType: access } };
  const change = useChange('addTagUser', () => {
    notify({ type: 'success', header: `${name} is ${access} of ${tagText(tag)} now` });
    onClose();
  });
  return (
    <Dialog
      title={`Access of ${name} to ${tagText(tag)}`}
      action="Save"
      busy={change.isPending}
      error={change.error}
      notYet={access === member.AccessType ? `${name} is ${access} already.` : undefined}
      onAction={() => change.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="addTagUser"
          input={input}
          cli={['tags', 'add', tagText(tag), member.UserId, '--access', access]}
        />
      }
    >
      <AccessField access={access} onChange={choose} />
    </Dialog>
  );
}

/** Takes a user off a tag. */
export function RemoveFromTag({ tag, member, onClose }: OfTag & { readonly member: TagMember }) {
  const notify = useNotify();
  const name = useMemberName(member);
  const input = { tagId: tag.TagId, userId: member.UserId };
  const remove = useChange('removeTagUser', () => {
    notify({ type: 'success', header: `${name} is not on ${tagText(tag)} any more` });
    onClose();
  });
  return (
    <Dialog
      title={`Remove ${name} from ${tagText(tag)}?`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="removeTagUser"
          input={input}
          cli={['tags', 'remove', tagText(tag), member.UserId]}
        />
      }
    >
      <Box>
        Access to service users and resources that came through this tag ends at the next request. Access by
        other ways stays.
      </Box>
    </Dialog>
  );
}

/** Deletes a tag, with all that came through it. */
export function DeleteTag({ tag, onDeleted, onClose }: OfTag & { readonly onDeleted: () => void }) {
  const notify = useNotify();
  const input = { tagId: tag.TagId };
  const remove = useChange('deleteTag', () => {
    notify({ type: 'success', header: `Tag ${tagText(tag)} was deleted` });
    onDeleted();
  });
  return (
    <Dialog
      title={`Delete tag ${tagText(tag)}?`}
      action="Delete tag"
      typed={tagText(tag)}
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent operation="deleteTag" input={input} cli={['tags', 'delete', tagText(tag), '--yes']} />
      }
    >
      <Box>
        What ends, at the next request: everything that was shared with this tag is taken from everybody on
        it, and sessions on service users that were assumed through it. The users, service users and resources
        themselves stay. This cannot be undone.
      </Box>
    </Dialog>
  );
}
