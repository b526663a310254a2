import Box from '@cloudscape-design/components/box';
import { useChange } from '../../api/operations.ts';
import type { BodyOf } from '../../api/operations.ts';
import type { Entry } from '../../api/pages.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Equivalent } from '../../parts/equivalent.tsx';
import { useNotify } from '../../parts/notices.tsx';

/** A resource as its page shows it. */
export type Resource = BodyOf<'getResource'>;
/** With whom a resource is shared, and how. */
export type Share = Entry<'listResourceShares'>;

interface DeleteProps {
  readonly resource: Resource;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Takes a resource out of the registry. */
export function DeleteResource({ resource, onDeleted, onClose }: DeleteProps) {
  const notify = useNotify();
  const input = { resourceId: resource.ResourceId };
  const remove = useChange('deleteResource', () => {
    notify({ type: 'success', header: `Resource ${resource.Name} was deleted` });
    onDeleted();
  });
  return (
    <Dialog
      title={`Delete resource ${resource.Name}?`}
      action="Delete resource"
      typed={resource.Name.trim()}
      busy={remove.isPending}
      error={remove.error}
      onAction={() => remove.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="deleteResource"
          input={input}
          cli={['resources', 'delete', resource.ResourceId, '--yes']}
        />
      }
    >
      <Box>
        It leaves the registry with all of its shares. What it stands for in the service that registered it is
        not touched. This cannot be undone.
      </Box>
    </Dialog>
  );
}

interface UnshareProps {
  readonly resource: Resource;
  readonly share: Share;
  readonly onClose: () => void;
}

function Confirmation({
  grantee,
  ...rest
}: Omit<Parameters<typeof Dialog>[0], 'title' | 'action' | 'children'> & { readonly grantee: string }) {
  return (
    <Dialog title="Take the share away?" action="Unshare" {...rest}>
      <Box>
        {grantee} loses access that comes from this share at the next request. Access by other shares stays.
      </Box>
    </Dialog>
  );
}

function UnshareUser({ resource, share, onClose }: UnshareProps) {
  const notify = useNotify();
  const input = { resourceId: resource.ResourceId, granteeId: share.GranteeId };
  const unshare = useChange('unshareResourceWithUser', () => {
    notify({ type: 'success', header: `${resource.Name} is not shared with that user any more` });
    onClose();
  });
  return (
    <Confirmation
      grantee="The user"
      busy={unshare.isPending}
      error={unshare.error}
      onAction={() => unshare.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="unshareResourceWithUser"
          input={input}
          cli={['resources', 'share', 'remove', resource.ResourceId, share.GranteeId]}
        />
      }
    />
  );
}

function UnshareTag({ resource, share, onClose }: UnshareProps) {
  const notify = useNotify();
  const input = { resourceId: resource.ResourceId, tagId: share.GranteeId };
  const unshare = useChange('unshareResourceWithTag', () => {
    notify({ type: 'success', header: `${resource.Name} is not shared with that tag any more` });
    onClose();
  });
  return (
    <Confirmation
      grantee="Everybody on the tag"
      busy={unshare.isPending}
      error={unshare.error}
      onAction={() => unshare.mutate({ input })}
      onClose={onClose}
      equivalent={
        <Equivalent
          operation="unshareResourceWithTag"
          input={input}
          cli={['resources', 'share', 'remove', resource.ResourceId, `tag:${share.GranteeId}`]}
        />
      }
    />
  );
}

/** Takes a share away, of a user or of a tag. */
export function Unshare(props: UnshareProps) {
  return props.share.GranteeType === 'user' ? <UnshareUser {...props} /> : <UnshareTag {...props} />;
}
