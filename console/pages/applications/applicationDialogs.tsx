import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Client } from '../../../shared/contract/client.ts';
import { useConsole } from '../../api/console.ts';
import { useChange, type BodyOf } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { MeanwhileEdited, type Words } from '../../parts/meanwhile.tsx';
import { useNotify } from '../../parts/notices.tsx';
import { useEditing, useSending } from '../../parts/onTop.ts';

type Application = Entry<'listApplications'>;

interface PutProps {
  /** The one to change; without it one is added. */
  readonly application?: Application;
  readonly onClose: () => void;
}

interface Draft {
  readonly id: string;
  readonly name: string;
  readonly interactiveOnly: boolean;
}

function Fields({
  draft,
  onChange,
  added,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly added: boolean;
}) {
  return (
    <SpaceBetween size="m">
      {added && (
        <FormField label="Id" description="The audience (aud) of its tokens. It stays.">
          <Input
            value={draft.id}
            autoFocus
            onChange={({ detail }) => onChange({ ...draft, id: detail.value })}
          />
        </FormField>
      )}
      <FormField label="Name">
        <Input value={draft.name} onChange={({ detail }) => onChange({ ...draft, name: detail.value })} />
      </FormField>
      <Checkbox
        checked={draft.interactiveOnly}
        onChange={({ detail }) => onChange({ ...draft, interactiveOnly: detail.checked })}
        description="Service users are refused tokens for it, whatever their role."
      >
        For people only
      </Checkbox>
    </SpaceBetween>
  );
}

function problemOf({ id, name }: Draft): string | undefined {
  if (id.trim() === '') return 'Give the application an id.';
  return name.trim() === '' ? 'Give the application a name.' : undefined;
}

const words: Words<Draft> = {
  name: ['Name', ({ name }) => name],
  interactiveOnly: ['For people only', ({ interactiveOnly }) => (interactiveOnly ? 'yes' : 'no')],
};

function draftOf({ ApplicationId, Name, InteractiveOnly }: Application): Draft {
  return { id: ApplicationId, name: Name, interactiveOnly: InteractiveOnly };
}

const empty: Draft = { id: '', name: '', interactiveOnly: false };

async function storedDraft(api: Client, applicationId: string): Promise<Draft | undefined> {
  let cursor: string | undefined;
  do {
    const { Items, NextCursor }: BodyOf<'listApplications'> = (
      await api.listApplications({ query: { limit: 200, cursor } })
    ).body;
    const found = Items.find(({ ApplicationId }) => ApplicationId === applicationId);
    if (found !== undefined) return draftOf(found);
    cursor = NextCursor;
  } while (cursor !== undefined);
  return undefined;
}

/** Registers an application, or changes it. All of it is replaced, so that what others changed has to be seen first. */
export function PutApplication({ application, onClose }: PutProps) {
  const { api } = useConsole();
  const notify = useNotify();
  const editing = useEditing(() => (application === undefined ? empty : draftOf(application)), true);
  const { draft, change } = editing;
  const body = { Name: draft.name.trim(), InteractiveOnly: draft.interactiveOnly };
  const input = { applicationId: draft.id.trim(), body };
  const added = application === undefined;
  const put = useChange('putApplication', () => {
    notify({ type: 'success', header: `Application ${body.Name} was ${added ? 'added' : 'changed'}` });
    onClose();
  });
  const sending = useSending(editing, {
    read: () => (added ? Promise.resolve(undefined) : storedDraft(api, input.applicationId)),
    send: () => put.mutateAsync({ input }),
  });
  const flags = body.InteractiveOnly ? ['--interactive-only'] : [];
  return (
    <Dialog
      title={added ? 'Add application' : `Edit application ${application.ApplicationId}`}
      action={added ? 'Add application' : 'Save changes'}
      busy={sending.isPending}
      error={sending.error}
      notYet={problemOf(draft)}
      onAction={() => sending.mutate()}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="putApplication"
          input={input}
          cli={['applications', 'put', input.applicationId, body.Name, ...flags]}
        />
      }
    >
      <MeanwhileEdited what="application" editing={editing} words={words} />
      <Fields draft={draft} onChange={change} added={added} />
    </Dialog>
  );
}

interface DeleteProps {
  readonly application: Application;
  readonly onClose: () => void;
}

/** Removes an application. */
export function DeleteApplication({ application, onClose }: DeleteProps) {
  const notify = useNotify();
  const { ApplicationId } = application;
  const input = { applicationId: ApplicationId };
  const remove = useChange('deleteApplication', () => {
    notify({ type: 'success', header: `Application ${ApplicationId} was deleted` });
    onClose();
  });
  return (
    <Dialog
      title={`Delete application ${ApplicationId}?`}
      action="Delete application"
      typed={ApplicationId}
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="deleteApplication"
          input={input}
          cli={['applications', 'delete', ApplicationId, '--yes']}
        />
      }
    >
      <Box>
        No further tokens are issued for it. Tokens that were issued already stay good until they end, three
        hours at most.
      </Box>
    </Dialog>
  );
}
