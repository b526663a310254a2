import Box from '@cloudscape-design/components/box';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import { TagPicker, tagText, type Tag } from '../../../parts/tags.tsx';
import { UserPicker, type PickedUser } from '../../../parts/userPicker.tsx';
import type { ShownUser } from '../tab.ts';
import type { Share } from './grantee.tsx';

const body = { AccessType: 'Owner' } as const;

interface Chosen {
  readonly with: 'user' | 'tag';
  readonly person: PickedUser | undefined;
  readonly tag: Tag | undefined;
}

/** Shares with whoever is chosen. */
function useShare(userId: string, { with: kind, person, tag }: Chosen, done: () => void) {
  const toUser = useChange('shareWithUser', done);
  const toTag = useChange('shareWithTag', done);
  const share = () => {
    if (kind === 'user' && person !== undefined) {
      const input = { userId, granteeId: person.UserId, body };
      toUser.mutate({ input });
    }
    if (kind === 'tag' && tag !== undefined) {
      const input = { userId, tagId: tag.TagId, body };
      toTag.mutate({ input });
    }
  };
  // What was refused of a person is not about a tag.
  const { error } = kind === 'user' ? toUser : toTag;
  return { share, busy: toUser.isPending || toTag.isPending, error };
}

function SameElsewhere({ user, chosen }: { readonly user: ShownUser; readonly chosen: Chosen }) {
  const { UserId: userId, UserName } = user;
  const { with: kind, person, tag } = chosen;
  if (kind === 'user' && person !== undefined) {
    const input = { userId, granteeId: person.UserId, body };
    return (
      <Equivalent operation="shareWithUser" input={input} cli={['share', 'add', UserName, person.UserName]} />
    );
  }
  if (kind === 'tag' && tag !== undefined) {
    const input = { userId, tagId: tag.TagId, body };
    return (
      <Equivalent
        operation="shareWithTag"
        input={input}
        cli={['share', 'add', UserName, `tag:${tagText(tag)}`]}
      />
    );
  }
  return null;
}

interface AddShareProps {
  readonly user: ShownUser;
  /** Who has a share already. */
  readonly shares: readonly Share[];
  readonly onClose: () => void;
}

/** Shares a service user with a person or a tag, as Owner. Service users are not offered: they never get access to one. */
export function AddShare({ user, shares, onClose }: AddShareProps) {
  const notify = useNotify();
  const [chosen, choose] = useState<Chosen>({ with: 'user', person: undefined, tag: undefined });
  const { share, busy, error } = useShare(user.UserId, chosen, () => {
    const name = chosen.with === 'user' ? chosen.person?.DisplayName : chosen.tag && tagText(chosen.tag);
    notify({ type: 'success', header: `${user.DisplayName} is shared with ${name ?? 'them'}` });
    onClose();
  });
  const missing = chosen.with === 'user' ? chosen.person === undefined : chosen.tag === undefined;
  const has = shares.map(({ GranteeId }) => GranteeId);
  return (
    <Dialog
      title={`Share ${user.DisplayName}`}
      action="Share"
      onAction={share}
      onClose={onClose}
      busy={busy}
      error={error}
      notYet={missing ? `Choose a ${chosen.with === 'user' ? 'person' : 'tag'}.` : undefined}
      equivalent={<SameElsewhere user={user} chosen={chosen} />}
    >
      <RadioGroup
        ariaLabel="Share with"
        value={chosen.with}
        onChange={({ detail }) => choose({ ...chosen, with: detail.value === 'tag' ? 'tag' : 'user' })}
        items={[
          { value: 'user', label: 'A person' },
          { value: 'tag', label: 'A tag' },
        ]}
      />
      {chosen.with === 'user' ? (
        <UserPicker
          label="Person"
          kind="human"
          value={chosen.person}
          onChange={(person) => choose({ ...chosen, person })}
          exclude={has}
        />
      ) : (
        <TagPicker
          label="Tag"
          description="Everybody on the tag gets access, now and later."
          value={chosen.tag}
          onChange={(tag) => choose({ ...chosen, tag })}
          exclude={has}
        />
      )}
      <Box color="text-body-secondary">
        Access is always as Owner: to switch to it, share, edit, enable, disable and delete it, and to manage
        its tokens.
      </Box>
    </Dialog>
  );
}
