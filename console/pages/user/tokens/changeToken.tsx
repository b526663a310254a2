import Box from '@cloudscape-design/components/box';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import type { Token, TokenOwner } from './token.ts';

/** What can be done to a token without making a secret. */
export type TokenChange = 'revoke' | 'restore' | 'delete';

const words = {
  revoke: {
    operation: 'revokeToken',
    action: 'Revoke',
    done: 'was revoked',
    says: 'Everything that uses it is refused from the next request on, also with an older secret of it. It can be restored until it expires.',
  },
  restore: {
    operation: 'restoreToken',
    action: 'Restore',
    done: 'works again',
    says: 'Whoever holds its secret can use it again. If it may have leaked, generate another one instead.',
  },
  delete: {
    operation: 'deleteToken',
    action: 'Delete',
    done: 'was deleted',
    says: 'It is taken out of the list for good, and its name is free. The audit trail keeps what was done with it.',
  },
} as const;

interface ChangeTokenProps {
  readonly owner: TokenOwner;
  readonly token: Token;
  readonly how: TokenChange;
  readonly onClose: () => void;
}

/** Asks before a token is revoked, restored or deleted. */
export function ChangeToken({ owner, token, how, onClose }: ChangeTokenProps) {
  const { operation, action, done, says } = words[how];
  const notify = useNotify();
  const change = useChange(operation, () => {
    notify({ type: 'success', header: `Token ${token.Name} ${done}` });
    onClose();
  });
  const input = { userId: owner.userId, tokenId: token.TokenId };
  const onAction = () => change.mutate({ input });
  return (
    <Dialog
      title={`${action} token ${token.Name}`}
      action={action}
      onAction={onAction}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      equivalent={
        <Equivalent operation={operation} input={input} cli={['tokens', how, owner.cli, token.Name]} />
      }
    >
      <Box>{says}</Box>
    </Dialog>
  );
}
