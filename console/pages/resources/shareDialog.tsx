import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { TagPicker, tagText, type Tag } from '../../parts/tags.tsx';
import { UserPicker, type PickedUser } from '../../parts/userPicker.tsx';
import type { Resource, Share } from './resourceDialogs.tsx';

type Access = Share['AccessType'];

const accesses: readonly { readonly value: Access; readonly label: string; readonly description: string }[] =
  [
    { value: 'ReadOnly', label: 'ReadOnly', description: 'May look at it.' },
    { value: 'Editor', label: 'Editor', description: 'May change it, in the service that registered it.' },
    { value: 'Owner', label: 'Owner', description: 'As Editor, and the service may treat it as an owner.' },
  ];

interface Chosen {
  readonly kind: 'user' | 'tag';
  readonly user: PickedUser | undefined;
  readonly tag: Tag | undefined;
  readonly access: Access;
}

interface FieldsProps {
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  readonly shares: readonly Share[];
  readonly ownerId: string;
}

function Grantee({ chosen, onChange, shares, ownerId }: FieldsProps) {
  const taken = shares.map(({ GranteeId }) => GranteeId);
  return chosen.kind === 'user' ? (
    <UserPicker
      label="User"
      kind="both"
      value={chosen.user}
      onChange={(user) => onChange({ ...chosen, user })}
      exclude={[...taken, ownerId]}
    />
  ) : (
    <TagPicker
      label="Tag"
      value={chosen.tag}
      onChange={(tag) => onChange({ ...chosen, tag })}
      exclude={taken}
    />
  );
}

function Fields(props: FieldsProps) {
  const { chosen, onChange } = props;
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Share with"
        selectedId={chosen.kind}
        onChange={({ detail }) => onChange({ ...chosen, kind: detail.selectedId === 'tag' ? 'tag' : 'user' })}
        options={[
          { id: 'user', text: 'A user' },
          { id: 'tag', text: 'A tag' },
        ]}
      />
      <Grantee {...props} />
      <FormField label="Access">
        <RadioGroup
          items={accesses}
          value={chosen.access}
          onChange={({ detail }) =>
            onChange({
              ...chosen,
              access: accesses.find(({ value }) => value === detail.value)?.value ?? 'ReadOnly',
            })
          }
        />
      </FormField>
    </SpaceBetween>
  );
}

function Same({ resourceId, chosen }: { readonly resourceId: string; readonly chosen: Chosen }) {
  const { user, tag, access } = chosen;
  const body = { AccessType: access };
  const cli = ['resources', 'share', 'add', resourceId];
  const flags = ['--access', access];
  if (chosen.kind === 'user') {
    if (user === undefined) return null;
    const input = { resourceId, granteeId: user.UserId, body };
    return (
      <Equivalent operation="shareResourceWithUser" input={input} cli={[...cli, user.UserName, ...flags]} />
    );
  }
  if (tag === undefined) return null;
  const input = { resourceId, tagId: tag.TagId, body };
  return (
    <Equivalent
      operation="shareResourceWithTag"
      input={input}
      cli={[...cli, `tag:${tagText(tag)}`, ...flags]}
    />
  );
}

interface ShareProps {
  readonly resource: Resource;
  /** Who has one already, as far as it is known: sharing once more changes how. */
  readonly shares?: readonly Share[];
  readonly onClose: () => void;
}

/** Shares a resource with a user of either kind, or with everybody on a tag. */
export function ShareResource({ resource, shares = [], onClose }: ShareProps) {
  const notify = useNotify();
  const [chosen, choose] = useState<Chosen>({
    kind: 'user',
    user: undefined,
    tag: undefined,
    access: 'ReadOnly',
  });
  const { ResourceId: resourceId } = resource;
  const done = () => {
    const { kind, user, tag } = chosen;
    const name = kind === 'user' ? user?.DisplayName : tag && tagText(tag);
    notify({ type: 'success', header: `${resource.Name} is shared with ${name ?? 'them'}` });
    onClose();
  };
  const withUser = useChange('shareResourceWithUser', done);
  const withTag = useChange('shareResourceWithTag', done);
  const body = { AccessType: chosen.access };
  const current = chosen.kind === 'user' ? withUser : withTag;
  const grantee = chosen.kind === 'user' ? chosen.user?.UserId : chosen.tag?.TagId;
  const onAction = () => {
    if (grantee === undefined) return;
    if (chosen.kind === 'user') withUser.mutate({ input: { resourceId, granteeId: grantee, body } });
    else withTag.mutate({ input: { resourceId, tagId: grantee, body } });
  };
  return (
    <Dialog
      title={`Share ${resource.Name}`}
      action="Share"
      busy={current.isPending}
      error={current.error}
      notYet={grantee === undefined ? `Choose a ${chosen.kind}.` : undefined}
      onAction={onAction}
      onClose={onClose}
      equivalent={<Same resourceId={resourceId} chosen={chosen} />}
    >
      <Fields chosen={chosen} onChange={choose} shares={shares} ownerId={resource.OwnerId} />
    </Dialog>
  );
}
