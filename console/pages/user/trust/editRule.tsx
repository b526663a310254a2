import { useState } from 'react';
import { useConsole } from '../../../api/console.ts';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { fieldErrors } from '../../../parts/fieldErrors.ts';
import { MeanwhileEdited, type Words } from '../../../parts/meanwhile.tsx';
import { useNotify } from '../../../parts/notices.tsx';
import { useEditing, useSending } from '../../../parts/onTop.ts';
import { roleName } from '../../../parts/roleName.ts';
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
  const create = useChange('createTrustRule', ({ body: { Name } }) => {
    notify({ type: 'success', header: `The trust rule ${Name} was created` });
    onClose();
  });
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
  const onCreate = () => create.mutate({ input });
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

/** Only what was touched is sent, so that two people who change different things both have their way. */
function changesOf(draft: Draft, touched: readonly string[]) {
  const { Name, Issuer, Audience, Conditions, MaxDurationMinutes } = fieldsOf(draft);
  return {
    ...(touched.includes('name') ? { Name } : {}),
    ...(touched.includes('issuer') ? { Issuer } : {}),
    ...(touched.includes('audience') ? { Audience } : {}),
    ...(touched.includes('conditions') ? { Conditions } : {}),
    ...(touched.includes('minutes') ? { MaxDurationMinutes } : {}),
    ...(touched.includes('roleId') ? { RoleId: draft.roleId === '' ? null : draft.roleId } : {}),
    ...(touched.includes('jwks') ? { Jwks: jwksOf(draft) ?? null } : {}),
  };
}

function wordsOf({ Roles }: ShownUser): Words<Draft> {
  return {
    name: ['Name', ({ name }) => name],
    issuer: ['Issuer', ({ issuer }) => issuer],
    audience: ['Audience', ({ audience }) => audience],
    conditions: [
      'Conditions',
      ({ conditions }) => conditions.map(({ claim, equals }) => `${claim} = ${equals}`).join(', '),
    ],
    roleId: [
      'Role',
      ({ roleId }) =>
        roleId === ''
          ? 'The default role'
          : roleName(Roles.find(({ RoleId }) => RoleId === roleId)?.RoleName ?? roleId),
    ],
    minutes: ['Longest life in minutes', ({ minutes }) => minutes],
    jwks: ['Pinned keys', ({ jwks }) => jwks],
  };
}

/** The draft of a stored rule, what is sent of it, and how. */
function useRuleChange({ user, rule, onClose }: EditRuleProps & { readonly rule: TrustRule }) {
  const { api } = useConsole();
  const notify = useNotify();
  const editing = useEditing(() => draftOf(rule));
  const { UserId: userId } = user;
  const { TrustRuleId: trustRuleId } = rule;
  // The platform is nothing that is stored: it follows from the issuer.
  const touched = editing.touched.filter((field) => field !== 'preset');
  const input = { userId, trustRuleId, body: changesOf(editing.draft, touched) };
  const update = useChange('updateTrustRule', ({ body: { Name } }) => {
    const content = 'Tokens that it gave before have ended, unless its name alone is new.';
    notify({ type: 'success', header: `The trust rule ${Name} was changed`, content });
    onClose();
  });
  const sending = useSending(editing, {
    read: async () => {
      const { Items } = (await api.listTrustRules({ userId })).body;
      const stored = Items.find((one) => one.TrustRuleId === trustRuleId);
      return stored && draftOf(stored);
    },
    send: () => update.mutateAsync({ input }),
  });
  return { editing, touched, input, sending };
}

function flagsOf(body: ReturnType<typeof changesOf>): string[] {
  return [
    ...(body.Name === undefined ? [] : ['--name', body.Name]),
    ...ruleFlags(body),
    ...(body.RoleId === null ? ['--default-role'] : []),
    ...(body.Jwks === null ? ['--published-keys'] : []),
  ];
}

/** Changes a trust rule; the later of two people is told. */
export function ChangeRule(props: EditRuleProps & { readonly rule: TrustRule }) {
  const { user, rule, onClose } = props;
  const { editing, touched, input, sending } = useRuleChange(props);
  const { draft, change } = editing;
  const errors = fieldErrors(sending.error, fields, fieldOfCode);
  const onChange = (part: Partial<Draft>) => {
    if (sending.isError) sending.reset();
    change(part);
  };
  return (
    <Dialog
      title={`Change the trust rule ${rule.Name}`}
      action="Change"
      size="large"
      onAction={() => sending.mutate()}
      onClose={onClose}
      busy={sending.isPending}
      error={errors.rest}
      notYet={notYet(draft) ?? (touched.length === 0 ? 'Nothing is changed.' : undefined)}
      equivalent={
        <Equivalent
          operation="updateTrustRule"
          input={input}
          cli={['trust', 'edit', user.UserName, rule.Name, ...flagsOf(input.body)]}
        />
      }
    >
      <MeanwhileEdited what="trust rule" editing={editing} words={wordsOf(user)} />
      <RuleForm user={user} draft={draft} onChange={onChange} errors={errors} />
    </Dialog>
  );
}
