import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { Entry } from '../../../api/pages.ts';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import { UserPicker, type PickedUser } from '../../../parts/userPicker.tsx';
import { TagPicker } from '../shares/tagPicker.tsx';
import { tagText, type Tag } from '../shares/tags.ts';

const accessTypes = [
  { value: 'ReadOnly', label: 'Read only' },
  { value: 'Editor', label: 'Editor' },
  { value: 'Owner', label: 'Owner' },
] as const;

type AccessType = (typeof accessTypes)[number]['value'];

interface SameElsewhereProps {
  readonly resourceId: string;
  readonly body: { readonly AccessType: AccessType };
  readonly to: PickedUser | Tag | undefined;
}

function SameElsewhere({ resourceId, body, to }: SameElsewhereProps) {
  if (to === undefined) return null;
  const cli = (grantee: string) => [
    'resources',
    'share',
    'add',
    resourceId,
    grantee,
    '--access',
    body.AccessType,
  ];
  if ('TagId' in to) {
    const input = { resourceId, tagId: to.TagId, body };
    return <Equivalent operation="shareResourceWithTag" input={input} cli={cli(`tag:${tagText(to)}`)} />;
  }
  const input = { resourceId, granteeId: to.UserId, body };
  return <Equivalent operation="shareResourceWithUser" input={input} cli={cli(to.UserName)} />;
}

interface ShareResourceProps {
  readonly resource: Entry<'listResources'>;
  readonly onClose: () => void;
}

/** Shares a resource with a user of either kind, or with a tag. */
export function ShareResource({ resource, onClose }: ShareResourceProps) {
  const notify = useNotify();
  const toUser = useChange('shareResourceWithUser');
  const toTag = useChange('shareResourceWithTag');
  const [kind, setKind] = useState<'user' | 'tag'>('user');
  const [user, pickUser] = useState<PickedUser>();
  const [tag, pickTag] = useState<Tag>();
  const [access, setAccess] = useState<AccessType>('ReadOnly');
  const { ResourceId: resourceId, Name } = resource;
  const body = { AccessType: access };
  const done = (name: string) => {
    notify({ type: 'success', header: `${Name} is shared with ${name}` });
    onClose();
  };
  const chosen = kind === 'user' ? user : tag;
  const onShare = () => {
    if (kind === 'user' && user !== undefined) {
      const input = { resourceId, granteeId: user.UserId, body };
      toUser.mutate({ input }, { onSuccess: () => done(user.DisplayName) });
    }
    if (kind === 'tag' && tag !== undefined) {
      const input = { resourceId, tagId: tag.TagId, body };
      toTag.mutate({ input }, { onSuccess: () => done(tagText(tag)) });
    }
  };
  return (
    <Dialog
      title={`Share ${Name}`}
      action="Share"
      onAction={onShare}
      onClose={onClose}
      busy={toUser.isPending || toTag.isPending}
      error={toUser.error ?? toTag.error}
      notYet={chosen === undefined ? `Choose a ${kind}.` : undefined}
      equivalent={<SameElsewhere resourceId={resourceId} body={body} to={chosen} />}
    >
      <RadioGroup
        ariaLabel="Share with"
        value={kind}
        onChange={({ detail }) => setKind(detail.value === 'tag' ? 'tag' : 'user')}
        items={[
          { value: 'user', label: 'A user' },
          { value: 'tag', label: 'A tag' },
        ]}
      />
      {kind === 'user' ? (
        <UserPicker label="User" kind="both" value={user} onChange={pickUser} exclude={[resource.OwnerId]} />
      ) : (
        <TagPicker value={tag} onChange={pickTag} exclude={[]} />
      )}
      <FormField label="Access">
        <Select
          options={accessTypes}
          selectedOption={accessTypes.find(({ value }) => value === access) ?? null}
          onChange={({ detail }) => setAccess(detail.selectedOption.value as AccessType)}
        />
      </FormField>
    </Dialog>
  );
}
