import { useState } from 'react';
import { useConsole } from '../../../api/console.ts';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { fieldErrors } from '../../../parts/fieldErrors.ts';
import { useNotify } from '../../../parts/notices.tsx';
import type { ShownUser } from '../tab.ts';
import { draftOf, emptyDraft, fieldsOf, jwksOf, notYet, type Draft, type TrustRule } from './draft.ts';
import { ruleFlags } from './command.ts';
import { RuleForm } from './ruleForm.tsx';

const fields = ['Name', 'Issuer', 'Audience', 'Conditions', 'RoleId', 'MaxDurationMinutes', 'Jwks'];
const fieldOfCode = { 'trust-rule-name-taken': 'Name', 'role-not-held': 'RoleId' } as const;

interface EditRuleProps {
  readonly user: ShownUser;
  readonly onClose: () => void;
}

/** A draft, and a change of it that forgets what was refused. */
function useDraft(first: () => Draft, forget: () => void) {
  const [draft, setDraft] = useState(first);
  const change = (part: Partial<Draft>) => {
    forget();
    setDraft({ ...draft, ...part });
  };
  return [draft, change] as const;
}

/** Makes a trust rule. */
export function CreateRule({ user, onClose }: EditRuleProps) {
  const { settings } = useConsole();
  const notify = useNotify();
  const create = useChange('createTrustRule');
  const [draft, change] = useDraft(
    () => emptyDraft(settings.api),
    () => create.reset(),
  );
  const errors = fieldErrors(create.error, fields, fieldOfCode);
  const jwks = jwksOf(draft);
  const body = {
    ...fieldsOf(draft),
    ...(draft.roleId === '' ? {} : { RoleId: draft.roleId }),
    ...(jwks === undefined ? {} : { Jwks: jwks }),
  };
  const input = { userId: user.UserId, body };
  const onCreate = () =>
    create.mutate(
      { input },
      {
        onSuccess: ({ body: { Name } }) => {
          notify({ type: 'success', header: `The trust rule ${Name} was created` });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={`Create a trust rule for ${user.DisplayName}`}
      action="Create"
      size="large"
      onAction={onCreate}
      onClose={onClose}
      busy={create.isPending}
      error={errors.rest}
      notYet={notYet(draft)}
      equivalent={
        <Equivalent
          operation="createTrustRule"
          input={input}
          cli={['trust', 'add', user.UserName, input.body.Name, ...ruleFlags(input.body)]}
        />
      }
    >
      <RuleForm user={user} draft={draft} onChange={change} errors={errors} />
    </Dialog>
  );
}

/** Changes a trust rule. */
export function ChangeRule({ user, rule, onClose }: EditRuleProps & { readonly rule: TrustRule }) {
  const notify = useNotify();
  const update = useChange('updateTrustRule');
  const [draft, change] = useDraft(
    () => draftOf(rule),
    () => update.reset(),
  );
  const errors = fieldErrors(update.error, fields, fieldOfCode);
  const body = {
    ...fieldsOf(draft),
    RoleId: draft.roleId === '' ? null : draft.roleId,
    Jwks: jwksOf(draft) ?? null,
  };
  const input = { userId: user.UserId, trustRuleId: rule.TrustRuleId, body };
  const onChange = () =>
    update.mutate(
      { input },
      {
        onSuccess: ({ body: { Name } }) => {
          const content = 'Tokens that it gave before have ended, unless its name alone is new.';
          notify({ type: 'success', header: `The trust rule ${Name} was changed`, content });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={`Change the trust rule ${rule.Name}`}
      action="Change"
      size="large"
      onAction={onChange}
      onClose={onClose}
      busy={update.isPending}
      error={errors.rest}
      notYet={notYet(draft)}
      equivalent={
        <Equivalent
          operation="updateTrustRule"
          input={input}
          cli={['trust', 'edit', user.UserName, rule.Name, ...ruleFlags(input.body)]}
        />
      }
    >
      <RuleForm user={user} draft={draft} onChange={change} errors={errors} />
    </Dialog>
  );
}
