import Box from '@cloudscape-design/components/box';
import type { Entry } from '../../../api/pages.ts';
import { useChange } from '../../../api/operations.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Equivalent } from '../../../parts/equivalent.tsx';
import { useNotify } from '../../../parts/notices.tsx';

interface DeleteResourceProps {
  readonly resource: Entry<'listResources'>;
  readonly onClose: () => void;
}

/** Asks before a resource is taken out of the registry. */
export function DeleteResource({ resource, onClose }: DeleteResourceProps) {
  const notify = useNotify();
  const remove = useChange('deleteResource');
  const input = { resourceId: resource.ResourceId };
  const onDelete = () =>
    remove.mutate(
      { input },
      {
        onSuccess: () => {
          notify({ type: 'success', header: `${resource.Name} is no longer registered` });
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={`Delete ${resource.Name}`}
      action="Delete"
      onAction={onDelete}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
      equivalent={
        <Equivalent
          operation="deleteResource"
          input={input}
          cli={['resources', 'delete', resource.ResourceId]}
        />
      }
    >
      <Box>
        It is taken out of the registry, with its shares. What the platform keeps under{' '}
        {resource.ResourceType} stays where it is.
      </Box>
    </Dialog>
  );
}
