import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { useChange, useOperation } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import { tagText, useTags } from '../../../parts/tags.tsx';
import type { ShownUser } from '../tab.ts';
import { CreatedTokens, useCreatedTokens } from './createdTokens.tsx';
import type { Share } from './grantee.tsx';

interface RemoveShareProps {
  readonly user: ShownUser;
  readonly share: Share;
  /** Nobody else has access afterwards but in Super-Admin mode. */
  readonly last: boolean;
  readonly onClose: () => void;
}

function LastOwner({ user }: { readonly user: ShownUser }) {
  return (
    <Alert type="warning" header="This is the last share">
      Afterwards nobody has access to {user.DisplayName} but Super-Admins. Its tokens and trust rules go on
      working.
    </Alert>
  );
}

/** What is told after the share of a person was taken away. */
function toldOf(made: number, revoked: boolean): string {
  if (made === 0) return 'No token that this person generated is left.';
  const tokens =
    made === 1 ? 'One token that this person generated' : `${made} tokens that this person generated`;
  if (revoked) return `${tokens} cannot be used any more.`;
  return `${tokens} can still be in use: see the tab Tokens.`;
}

/** Takes the share of a person away; what the person does as the service user ends, what it left is asked about. */
export function RemovePerson({ user, share, last, onClose }: RemoveShareProps) {
  const notify = useNotify();
  const { data } = useOperation('getUser', { userId: share.GranteeId });
  const name = data?.body.DisplayName ?? share.GranteeId;
  const [revoke, setRevoke] = useState(true);
  const created = useCreatedTokens(user.UserId, share.GranteeId, true);
  const unshare = useChange('unshareWithUser', ({ body }) => {
    const content = toldOf(body.TokensCreatedByGrantee.length, revokes);
    notify({
      type: 'success',
      header: `${name} has no share of ${user.DisplayName} any more`,
      content,
    });
    onClose();
  });
  const revokes = revoke && created.found !== undefined && created.found.length > 0;
  const input = {
    userId: user.UserId,
    granteeId: share.GranteeId,
    ...(revokes ? { query: { revokeTokens: 'true' as const } } : {}),
  };
  const onRemove = () => unshare.mutate({ input });
  const grantee = data?.body.UserName ?? share.GranteeId;
  return (
    <Dialog
      title={`Take the share of ${name} away`}
      action="Take away"
      onAction={onRemove}
      onClose={onClose}
      busy={unshare.isPending}
      error={unshare.error}
      notYet={created.found === undefined && created.error === null ? 'Looking for tokens.' : undefined}
      equivalent={
        <Equivalent
          operation="unshareWithUser"
          input={input}
          cli={['share', 'remove', user.UserName, grantee, ...(revokes ? ['--revoke-tokens'] : [])]}
        />
      }
    >
      <Box>
        Sessions in which {name} acts as {user.DisplayName} end at once, unless a tag still gives access.
      </Box>
      {last && <LastOwner user={user} />}
      <CreatedTokens created={created} revoke={revoke} onRevoke={setRevoke} />
    </Dialog>
  );
}

/** Takes the share of a tag away. */
export function RemoveTag({ user, share, last, onClose }: RemoveShareProps) {
  const notify = useNotify();
  const tag = useTags().items.find(({ TagId }) => TagId === share.GranteeId);
  const name = tag === undefined ? share.GranteeId : tagText(tag);
  const unshare = useChange('unshareWithTag', () => {
    notify({ type: 'success', header: `The tag ${name} has no share of ${user.DisplayName} any more` });
    onClose();
  });
  const input = { userId: user.UserId, tagId: share.GranteeId };
  const onRemove = () => unshare.mutate({ input });
  return (
    <Dialog
      title={`Take the share of the tag ${name} away`}
      action="Take away"
      onAction={onRemove}
      onClose={onClose}
      busy={unshare.isPending}
      error={unshare.error}
      equivalent={
        <Equivalent
          operation="unshareWithTag"
          input={input}
          cli={['share', 'remove', user.UserName, `tag:${name}`]}
        />
      }
    >
      <Box>
        Everybody who has access through this tag alone loses it at the next request. Tokens that they
        generated go on working: see the tab Tokens.
      </Box>
      {last && <LastOwner user={user} />}
    </Dialog>
  );
}
