import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useOperation } from '../api/operations.ts';
import { PageTitle } from '../parts/pageTitle.tsx';
import { ProblemAlert } from '../parts/problemAlert.tsx';
import { Tokens } from './user/tokens/tokens.tsx';

/** Personal access tokens of whom the page acts as: of a person, or of a service user that acts for itself. */
export default function TokensPage() {
  const { data, error, refetch } = useOperation('getMe', {});
  if (data === undefined) {
    return error === null ? (
      <Spinner size="large" />
    ) : (
      <ProblemAlert error={error} retry={() => void refetch()} />
    );
  }
  const { DisplayName, UserName, IsServiceUser, Status, Roles, DefaultRoleId } = data.body;
  const owner = {
    userId: 'me',
    cli: 'me',
    userName: UserName,
    enabled: Status === 'enabled',
    roles: Roles,
    defaultRoleId: DefaultRoleId,
  };
  return (
    <SpaceBetween size="m">
      <PageTitle title="Access tokens" />
      <Tokens
        owner={owner}
        heading="h1"
        title="Personal access tokens"
        description={
          IsServiceUser
            ? `Of ${DisplayName}, as whom you act. They are made and managed by itself.`
            : 'They act as you, with your roles, and end with your account. For pipelines, use the token of a service user.'
        }
        empty={{
          title: 'No personal access tokens',
          text: 'Generate one to use the API from a script of your own.',
        }}
      />
    </SpaceBetween>
  );
}
