/** What is known of an issuer that many trust: where its tokens come from, and which claims say whose they are. */
export interface TrustPreset {
  readonly name: string;
  /** Exactly, or with `{…}` for what differs between installations. */
  readonly issuer: string;
  /** Claims to make conditions of, the most telling first; nested ones as paths. */
  readonly claims: readonly { readonly claim: string; readonly example: string; readonly meaning: string }[];
  /** How a job asks its platform for a token for an audience. */
  readonly howToGet: string;
}

/** Presets of trust rules; each is filled in by who trusts, since no preset knows the repository or namespace. */
export const trustPresets = {
  github: {
    name: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    claims: [
      { claim: 'repository', example: 'acme/warehouse', meaning: 'Owner and name of the repository' },
      { claim: 'ref', example: 'refs/heads/main', meaning: 'The branch or tag' },
      { claim: 'environment', example: 'production', meaning: 'The deployment environment of the job' },
      { claim: 'repository_owner_id', example: '65', meaning: 'Stays the same when the owner is renamed' },
    ],
    howToGet:
      'Permission `id-token: write`; GET $ACTIONS_ID_TOKEN_REQUEST_URL&audience=… with $ACTIONS_ID_TOKEN_REQUEST_TOKEN.',
  },
  gitlab: {
    name: 'GitLab CI/CD',
    issuer: 'https://gitlab.com',
    claims: [
      { claim: 'project_path', example: 'acme/warehouse', meaning: 'Group and name of the project' },
      { claim: 'ref', example: 'main', meaning: 'The branch or tag' },
      { claim: 'ref_protected', example: 'true', meaning: 'Whether the branch or tag is protected' },
      { claim: 'environment', example: 'production', meaning: 'The environment of the job' },
    ],
    howToGet: '`id_tokens:` of the job, with `aud:`; a self-managed GitLab is its own issuer.',
  },
  kubernetes: {
    name: 'Kubernetes',
    issuer: 'https://{the cluster’s service account issuer}',
    claims: [
      {
        claim: 'sub',
        example: 'system:serviceaccount:etl:loader',
        meaning: 'Namespace and service account',
      },
      { claim: '/kubernetes.io/namespace', example: 'etl', meaning: 'The namespace' },
      { claim: '/kubernetes.io/serviceaccount/name', example: 'loader', meaning: 'The service account' },
    ],
    howToGet: 'A projected volume `serviceAccountToken` with `audience:`; pin Jwks for a closed cluster.',
  },
  aws: {
    name: 'AWS roles',
    issuer: 'https://{account’s issuer}.tokens.sts.global.api.aws',
    claims: [
      {
        claim: 'sub',
        example: 'arn:aws:iam::123456789012:role/nightly-load',
        meaning: 'The role that the workload runs as',
      },
      {
        claim: '/https:~1~1sts.amazonaws.com~1/aws_account',
        example: '123456789012',
        meaning: 'The account',
      },
    ],
    howToGet: '`sts:GetWebIdentityToken` with the audience, as the role.',
  },
} as const satisfies Record<string, TrustPreset>;
