import type { TabProps } from './tab.ts';
import { Tokens } from './tokens/tokens.tsx';

/** The service tokens of a service user. */
export default function TokensTab({ user }: TabProps) {
  const owner = {
    userId: user.UserId,
    cli: user.UserName,
    userName: user.UserName,
    enabled: user.Status === 'enabled',
    roles: user.Roles,
    defaultRoleId: user.DefaultRoleId,
  };
  return (
    <Tokens
      owner={owner}
      title="Tokens"
      description="Long-lived secrets for pipelines and integrations. Each use counts for this service user, not for whoever made the token."
      empty={{
        title: 'No tokens',
        text: 'Generate one for a pipeline that cannot get a short-lived token by a trust rule.',
      }}
    />
  );
}
