import { isProblem } from '../api/problem.ts';
import { useOperation } from '../api/operations.ts';
import { Link } from './link.tsx';
import { UserName } from './userName.tsx';

interface UserByIdProps {
  readonly userId: string;
  /** Only the name, as a link: for where there is little room. */
  readonly short?: boolean;
}

/** The name of a user of whom only the id is known; of one that is gone, the id. */
export function UserById({ userId, short = false }: UserByIdProps) {
  const { data, error } = useOperation('getUser', { userId });
  if (data !== undefined) {
    if (!short) return <UserName user={data.body} />;
    return <Link to={`/users/${userId}`}>{data.body.DisplayName}</Link>;
  }
  return (
    <span>
      <code>{userId}</code>
      {isProblem(error, 'user-not-found') && ' (deleted)'}
    </span>
  );
}
