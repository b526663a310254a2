import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../../api/console.ts';
import { useEvery } from '../../api/every.ts';
import { useHere } from '../../parts/here.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';
import type { Named } from '../../parts/userName.tsx';
import { PersonChoice } from './personChoice.tsx';
import { counted } from './reason.ts';
import type { ShownUser } from './tab.ts';

interface DeleteDialogProps {
  readonly user: ShownUser;
  readonly onBegun: () => void;
  readonly onClose: () => void;
}

/** What moves, as far as it can be counted beforehand; the receipt has it all. */
function Moving({ user }: { readonly user: ShownUser }) {
  const resources = useEvery('listResources', { query: { owner: user.UserId } }, { most: 400 });
  const tags = useEvery('listTags', { query: { owner: user.UserId } }, { most: 400 });
  const roles = useEvery('listRoles', {});
  const managed = roles.items.filter(({ RoleManagers }) => RoleManagers.includes(user.UserId)).length;
  if ([resources, tags, roles].some(({ known, error }) => !known && error === null)) return <Spinner />;
  const atLeast = ({ complete }: { readonly complete: boolean }) => (complete ? '' : 'at least ');
  return (
    <ul>
      <li>
        {resources.error === null
          ? `${atLeast(resources)}${counted(resources.items.length, 'resource')}`
          : 'resources that it owns (you may not count them)'}
      </li>
      <li>{counted(managed, 'role')} that it manages</li>
      <li>
        {tags.error === null
          ? `${atLeast(tags)}${counted(tags.items.length, 'tag')} that it owns`
          : 'tags that it owns (they could not be counted)'}
      </li>
    </ul>
  );
}

/** Deletes a disabled user; what it owns goes to a person. */
export function DeleteDialog({ user, onBegun, onClose }: DeleteDialogProps) {
  const { api } = useConsole();
  const [person, choose] = useState<Named>();
  const input = { userId: user.UserId, query: { transferTo: person?.UserId } };
  const queries = useQueryClient();
  const notify = useNotify();
  const here = useHere();
  const remove = useMutation({
    mutationFn: () => api.deleteUser(input),
    onSuccess: () => {
      // The user may be gone: its page shows the receipt before anything is read anew.
      if (here.current) return;
      notify({ type: 'success', header: `${user.DisplayName} is deleted, or about to be` });
      return queries.invalidateQueries();
    },
    // What was refused may rest on what is shown here, and is not so any more.
    onError: () => queries.invalidateQueries(),
  });
  const onAction = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        onClose();
        onBegun();
      },
    });
  const cli = ['users', 'delete', user.UserName, '--transfer-to', person?.UserName ?? 'PERSON'];
  return (
    <Dialog
      title={`Delete ${user.DisplayName}`}
      action="Delete"
      onAction={onAction}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
      typed={user.UserName}
      notYet={person === undefined ? 'Choose who receives what it owns.' : undefined}
      equivalent={
        <Equivalent
          operation="deleteUser"
          input={{ ...input, query: { transferTo: person?.UserId ?? 'PERSON' } }}
          cli={cli}
        />
      }
    >
      <Box variant="p">
        This cannot be undone. Its shares, roles, memberships and tokens go with it, and its name is free
        again.
      </Box>
      <PersonChoice
        label="Transfer to"
        description="An enabled person, who receives everything it owns."
        chosen={person}
        onChoose={choose}
        but={user.UserId}
      />
      <div>
        <Box variant="strong">What moves{person === undefined ? '' : ` to ${person.DisplayName}`}</Box>
        <Moving user={user} />
      </div>
    </Dialog>
  );
}
