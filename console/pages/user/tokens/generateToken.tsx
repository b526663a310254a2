import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useNewSecret } from '../../../api/newSecret.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { errorTextOf, fieldErrors, type FieldErrors } from '../../../parts/fieldErrors.ts';
import { useNotify } from '../../../parts/notices.tsx';
import { roleName } from '../../../parts/roleName.ts';
import { rangesOf, rangesProblem } from './addresses.ts';
import { daysOf, ExpiryField, ninetyDays, type Expiry } from './expiry.tsx';
import { atItsField } from './policy.ts';
import { followsDefault, freeName, type TokenOwner } from './token.ts';

interface Draft {
  readonly name: string;
  readonly expiry: Expiry;
  readonly roleId: string;
  readonly addresses: string;
}

const fields = ['Name', 'ExpiresInDays', 'RoleId', 'AllowedCidrs'];

function bodyOf({ name, expiry, roleId, addresses }: Draft) {
  const ranges = rangesOf(addresses);
  return {
    Name: name.trim(),
    ExpiresInDays: daysOf(expiry) ?? null,
    ...(roleId === '' ? {} : { RoleId: roleId }),
    ...(ranges.length === 0 ? {} : { AllowedCidrs: [...ranges] }),
  };
}

function cliOf(owner: TokenOwner, body: ReturnType<typeof bodyOf>): readonly string[] {
  const life =
    body.ExpiresInDays === null ? ['--never-expires'] : ['--expires-in-days', String(body.ExpiresInDays)];
  const role = body.RoleId === undefined ? [] : ['--role', body.RoleId];
  const ranges = (body.AllowedCidrs ?? []).flatMap((range) => ['--allow', range]);
  return ['tokens', 'create', owner.cli, body.Name, ...life, ...role, ...ranges];
}

function notYet({ name, expiry, addresses }: Draft): string | undefined {
  if (name.trim() === '') return 'Give the token a name.';
  if (daysOf(expiry) === undefined) return 'Say after how many days it expires.';
  return rangesProblem(addresses) === undefined ? undefined : 'Correct the address ranges.';
}

interface BoundsProps {
  readonly owner: TokenOwner;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly errors: FieldErrors;
}

/** What keeps a token from doing more than it is for: one role, and where it may be used from. */
function Bounds({ owner, draft, change, errors }: BoundsProps) {
  const roles = [
    { value: '', label: followsDefault(owner), description: 'And every later one.' },
    ...owner.roles.map(({ RoleId, RoleName }) => ({ value: RoleId, label: `Only ${roleName(RoleName)}` })),
  ];
  return (
    <SpaceBetween size="m">
      <FormField
        label="Role"
        description="What the token may do. Bound to one role it can do no more when another becomes the default."
        {...errorTextOf(errors.at('RoleId'))}
      >
        <Select
          options={roles}
          selectedOption={roles.find(({ value }) => value === draft.roleId) ?? null}
          onChange={({ detail }) => change({ roleId: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField
        label={
          <>
            Allowed address ranges <i>- optional</i>
          </>
        }
        description="One per line, such as 10.0.0.0/8. From elsewhere the token is refused."
        {...errorTextOf(errors.at('AllowedCidrs') ?? rangesProblem(draft.addresses))}
      >
        <Textarea
          value={draft.addresses}
          rows={2}
          spellcheck={false}
          onChange={({ detail }) => change({ addresses: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

interface GenerateTokenProps {
  readonly owner: TokenOwner;
  /** Names that other tokens of the owner have. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Makes a token; its value is shown once. */
export function GenerateToken({ owner, taken, onClose }: GenerateTokenProps) {
  const notify = useNotify();
  const create = useNewSecret('createToken');
  const [draft, setDraft] = useState<Draft>(() => ({
    name: freeName(owner, taken),
    expiry: ninetyDays,
    roleId: '',
    addresses: '',
  }));
  const change = (part: Partial<Draft>) => {
    // What was refused is being corrected.
    if (create.isError) create.reset();
    setDraft({ ...draft, ...part });
  };
  const errors = fieldErrors(atItsField(create.error), fields, {
    'token-name-taken': 'Name',
    'role-not-held': 'RoleId',
  });
  const onGenerate = () =>
    create.mutate(
      { input: { userId: owner.userId, body: bodyOf(draft) } },
      {
        onSuccess: ({ Name }) => {
          notify({ type: 'success', header: `Token ${Name} was generated` });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={
        owner.userId === 'me' ? 'Generate a personal access token' : `Generate a token for ${owner.userName}`
      }
      action="Generate"
      onAction={onGenerate}
      onClose={onClose}
      busy={create.isPending}
      error={errors.rest}
      notYet={notYet(draft)}
      equivalent={
        <Equivalent
          operation="createToken"
          input={{ userId: owner.userId, body: bodyOf(draft) }}
          cli={cliOf(owner, bodyOf(draft))}
        />
      }
    >
      <FormField
        label="Name"
        description="Say where it is used, so that it is known what stops when it is revoked."
        {...errorTextOf(errors.at('Name'))}
      >
        <Input value={draft.name} autoFocus onChange={({ detail }) => change({ name: detail.value })} />
      </FormField>
      <ExpiryField
        value={draft.expiry}
        onChange={(expiry) => change({ expiry })}
        errorText={errors.at('ExpiresInDays')}
      />
      <Bounds owner={owner} draft={draft} change={change} errors={errors} />
    </Dialog>
  );
}
