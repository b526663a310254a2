import Alert from '@cloudscape-design/components/alert';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useOperation } from '../../api/operations.ts';
import { Link } from '../../parts/link.tsx';
import type { ShownUser } from './tab.ts';

/** Name of somebody, leading to them; the id until the name is known. */
export function NameOf({ userId }: { readonly userId: string }) {
  const found = useOperation('getUser', { userId });
  return <Link to={`/users/${userId}`}>{found.data?.body.DisplayName ?? userId}</Link>;
}

/** How far a delete has come. */
export function DeletionProgress({ user: { Deletion } }: { readonly user: ShownUser }) {
  if (Deletion === undefined) return null;
  const { Transferred, Remaining, TransferTo } = Deletion;
  const all = Transferred + Remaining;
  return (
    <Alert type="info" header="This user is being deleted">
      <ProgressBar
        label="What it owns is handed over"
        description={
          <>
            To <NameOf userId={TransferTo} />. It goes on by itself, also when you leave this page.
          </>
        }
        value={all === 0 ? 0 : Math.floor((Transferred / all) * 100)}
        additionalInfo={`${Transferred.toLocaleString('en')} of ${all.toLocaleString('en')}`}
      />
    </Alert>
  );
}
