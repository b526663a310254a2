import Box from '@cloudscape-design/components/box';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import type { ShownUser } from '../tab.ts';
import type { TrustRule } from './draft.ts';

interface DeleteRuleProps {
  readonly user: ShownUser;
  readonly rule: TrustRule;
  readonly onClose: () => void;
}

/** Asks before a trust rule is deleted. */
export function DeleteRule({ user, rule, onClose }: DeleteRuleProps) {
  const notify = useNotify();
  const remove = useChange('deleteTrustRule', () => {
    notify({ type: 'success', header: `The trust rule ${rule.Name} was deleted` });
    onClose();
  });
  const input = { userId: user.UserId, trustRuleId: rule.TrustRuleId };
  const onDelete = () => remove.mutate({ input });
  return (
    <Dialog
      title={`Delete the trust rule ${rule.Name}`}
      action="Delete"
      onAction={onDelete}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
      equivalent={
        <Equivalent
          operation="deleteTrustRule"
          input={input}
          cli={['trust', 'remove', user.UserName, rule.Name, '--yes']}
        />
      }
    >
      <Box>Jobs that get their tokens by it get none any more, and tokens that it gave end at once.</Box>
    </Dialog>
  );
}
