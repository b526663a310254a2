/** Ids in the form of real ones, the same in every example. */
export const exampleIds = {
  person: 'usr_4q7z8x2k5mfh1r9d3b6wvgta0c',
  serviceUser: 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz',
  role: 'rol_01jdb9pz4t6y8s2c5f7g9j1kqm',
  team: 'tem_01jdb9n3v5x7z9b1d4f6h8k0ar',
  session: 'ses_01jdb9ra2c4e6g8j0m3p5s7tvw',
  tag: 'tag_01jdb9m8k2p4r6t8v0x2z4b6dh',
  token: 'tok_01jdb9t2w4y6a8c0e2g4j6m8pr',
  resource: 'res_01jdb9v3x5z7b9d1f3h5k7n9qs',
  event: 'evt_01jdb9sk1n3q5t7w9y0b2d4fxz',
  trustRule: 'tru_01jdb9x5a7c9e1g3j5m7p9r1tv',
  request: '6f1c9a52-2b7e-4c1d-9a0e-3d5b8f7c6e41',
} as const;

const roleRef = { RoleId: 'SystemRole-DefaultUsers', RoleName: 'SystemRole-DefaultUsers' };

/** What a field of that name looks like in life. A name that is not here gets a value of its type. */
const byName: Readonly<Record<string, unknown>> = {
  UserId: exampleIds.serviceUser,
  UserName: 'svc-airflow@service',
  DisplayName: 'svc-airflow',
  Name: 'svc-airflow',
  Role: 'Member',
  Description: 'Runs the nightly loads',
  IsServiceUser: true,
  Status: 'enabled',
  Enabled: true,
  Roles: [roleRef],
  DefaultRoleId: roleRef.RoleId,
  LastActiveAt: '2026-11-20T02:00:07.000Z',
  CreatedAt: '2026-11-03T09:15:00.000Z',
  UpdatedAt: '2026-11-19T14:42:31.000Z',
  CreatedBy: { UserId: exampleIds.person, DisplayName: 'Ada Lovelace' },
  AssumedBy: { UserId: exampleIds.person, DisplayName: 'Ada Lovelace' },
  Version: 3,
  ActiveRole: {
    ...roleRef,
    Permissions: ['users.view', 'roles.view', 'teams.view', 'tags.view', 'resources.view'],
  },
  SuperAdminMode: false,
  Token: '<a JWT, shown once>',
  TokenType: 'Bearer',
  IssuedAt: '2026-11-20T02:00:00.000Z',
  ExpiresAt: '2026-11-20T03:00:00.000Z',
  SessionExpiresAt: '2026-11-20T03:00:00.000Z',
  ExpiresIn: 3600,
  DurationMinutes: 60,
  Reason: 'Nightly load failed; looking into it',
  Audience: 'mdm',
  RoleId: roleRef.RoleId,
  SessionId: exampleIds.session,
  PersonId: exampleIds.person,
  TeamId: exampleIds.team,
  TeamName: 'Data platform',
  RoleName: 'Loaders',
  Permissions: ['resources.manage', 'warehouse.view'],
  RoleManagers: [exampleIds.person],
  BuiltIn: false,
  EventId: exampleIds.event,
  At: '2026-11-20T02:00:00.000Z',
  Action: 'createAuthToken',
  ActorId: exampleIds.person,
  TargetId: exampleIds.serviceUser,
  Detail: { DurationMinutes: 60 },
  RequestId: exampleIds.request,
  SourceIp: '192.0.2.7',
  keys: [
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      kid: '3a9f0c51',
      alg: 'ES256',
      use: 'sig',
    },
  ],
  TrustRuleId: exampleIds.trustRule,
  ClientKeyId: 'ci-2026',
  Algorithm: 'ES256',
  Issuer: 'https://token.actions.githubusercontent.com',
  Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
  MaxDurationMinutes: 60,
  Jwk: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  },
  issuer: 'https://service-users.example.com',
  jwks_uri: 'https://service-users.example.com/.well-known/jwks.json',
  token_endpoint: 'https://service-users.example.com/oauth2/token',
  introspection_endpoint: 'https://service-users.example.com/oauth2/introspect',
  revocation_endpoint: 'https://service-users.example.com/oauth2/revoke',
  grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
  token_endpoint_auth_methods_supported: [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    'none',
  ],
  token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA', 'Ed25519'],
  introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  introspection_endpoint_auth_signing_alg_values_supported: ['ES256'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
  revocation_endpoint_auth_signing_alg_values_supported: ['ES256'],
  response_types_supported: ['token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
};

/** Fields left out of examples: they are there in some answers only. */
const rarely = new Set([
  'ServiceUserId',
  'TokenId',
  'Email',
  'NextCursor',
  'Total',
  'AssumedBy',
  'SessionExpiresAt',
  'Deletion',
]);

/** A long-lived token, as its list and its changes show it. */
const longLived = {
  TokenId: exampleIds.token,
  Name: 'nightly load',
  RoleId: null,
  AllowedCidrs: null,
  ExpiresAt: '2027-02-18T02:00:00.000Z',
  LastUsedAt: '2026-11-20T02:00:07.000Z',
};
const itsValue = { Token: '<the value, shown once>' };
const withoutValue = { Token: undefined };
const tag = { TagId: exampleIds.tag, TagKey: 'team', TagValue: 'data-platform' };
const onTag = { TagId: exampleIds.tag, UserId: exampleIds.person, CreatedBy: exampleIds.person };
const resource = {
  ResourceId: exampleIds.resource,
  ResourceType: 'pipeline',
  Name: 'Nightly load',
  ExternalId: 'dag/nightly-load',
  OwnerId: exampleIds.serviceUser,
};
const sharedWithPerson = { GranteeId: exampleIds.person, AccessType: 'Owner', CreatedBy: exampleIds.person };

/** Where a name means something else: by operationId, or that and a status, over what the names say; undefined: left out. */
const byOperation: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  getMe: {
    UserId: exampleIds.person,
    UserName: 'ada@example.com',
    DisplayName: 'Ada Lovelace',
    Description: '',
    IsServiceUser: false,
    CreatedBy: { UserId: exampleIds.person, DisplayName: 'Ada Lovelace' },
    Email: 'ada@example.com',
  },
  enterSuperAdminMode: {
    UserId: exampleIds.person,
    RoleId: 'Super-Admin',
    Reason: 'New pipeline for the warehouse',
  },
  disableUser: { Status: 'disabled' },
  'deleteUser 200': {
    TransferredTo: exampleIds.person,
    ...{ Resources: 12, Tags: 1, Roles: 0 },
    StartedAt: '2026-11-20T02:00:00.000Z',
    CompletedAt: '2026-11-20T02:00:00.310Z',
  },
  'deleteUser 202': {
    Status: 'deleting',
    Deletion: {
      TransferTo: exampleIds.person,
      ...{ Transferred: 60, Remaining: 940 },
      StartedAt: '2026-11-20T02:00:00.000Z',
    },
  },
  getDeletion: {
    State: 'running',
    TransferTo: exampleIds.person,
    ...{ Resources: 60, Tags: 0, Roles: 0, Remaining: 940 },
    StartedBy: exampleIds.person,
    StartedAt: '2026-11-20T02:00:00.000Z',
    CompletedAt: null,
  },
  listSuperAdmins: { UserId: exampleIds.person, DisplayName: 'Ada Lovelace' },
  createRole: { RoleId: exampleIds.role },
  getRole: { RoleId: exampleIds.role },
  updateRole: { RoleId: exampleIds.role },
  listRoles: { RoleId: exampleIds.role },
  createUser: withoutValue,
  listTokens: { ...longLived, ...withoutValue },
  createToken: {
    ...longLived,
    ...itsValue,
    LastUsedAt: null,
    RoleId: roleRef.RoleId,
    AllowedCidrs: ['192.0.2.0/24'],
  },
  revokeToken: { ...longLived, ...withoutValue, State: 'revoked' },
  restoreToken: { ...longLived, ...withoutValue },
  rotateToken: { ...longLived, ...itsValue, OverlapMinutes: 60 },
  listShares: sharedWithPerson,
  shareWithUser: sharedWithPerson,
  shareWithTag: { ...sharedWithPerson, GranteeType: 'tag', GranteeId: exampleIds.tag },
  unshareWithUser: { TokensCreatedByGrantee: [exampleIds.token] },
  listTags: tag,
  createTag: tag,
  listTagUsers: onTag,
  addTagUser: onTag,
  listResources: resource,
  createResource: resource,
  getResource: resource,
  listResourceShares: sharedWithPerson,
  shareResourceWithUser: sharedWithPerson,
  shareResourceWithTag: { ...sharedWithPerson, GranteeType: 'tag', GranteeId: exampleIds.tag },
  listApplications: {
    ApplicationId: 'mdm',
    Name: 'Master data management',
    InteractiveOnly: true,
    BuiltIn: true,
  },
  putApplication: { ApplicationId: 'reports', Name: 'Reports', InteractiveOnly: false },
  getOpenApi: { openapi: '3.1.1', info: { title: 'Service Users', version: '0.1.0' }, paths: {} },
};

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly default?: unknown;
}

interface Content {
  schema?: unknown;
  example?: unknown;
}

interface Components {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> | undefined } | undefined;
  readonly paths?: unknown;
}

/** Adds an example to every request body and every success of a document; changes it and returns it. */
export function addExamples<Document extends Components>(document: Document): Document {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  for (const operation of operationsOf(document.paths)) {
    const { operationId: id } = operation;
    for (const { status, media } of contentsOf(operation)) {
      const own = { ...byOperation[id], ...byOperation[`${id} ${status}`] };
      media.example = exampleOf(media.schema as Schema, { schemas, own });
    }
  }
  return document;
}

/** The request body, under an empty status, and the successes of an operation. */
function contentsOf({ requestBody, responses }: DocumentOperation): { status: string; media: Content }[] {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return [['', requestBody] as const, ...successes].flatMap(([status, holder]) =>
    Object.values(holder?.content ?? {}).map((media) => ({ status, media })),
  );
}

interface DocumentOperation {
  readonly operationId: string;
  readonly requestBody?: { readonly content?: Record<string, Content> };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, Content> }>>;
}

function operationsOf(paths: unknown): DocumentOperation[] {
  const items = Object.values(paths as Record<string, Record<string, DocumentOperation>>);
  return items.flatMap((item) => Object.values(item));
}

interface Context {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly own: Readonly<Record<string, unknown>>;
}

function exampleOf(schema: Schema, context: Context): unknown {
  const resolved = resolve(schema, context);
  const properties = resolved.properties;
  if (properties !== undefined) {
    const names = Object.keys(properties).filter((name) => name in context.own || !rarely.has(name));
    return Object.fromEntries(names.map((name) => [name, fieldOf(name, properties[name] ?? {}, context)]));
  }
  if (resolved.items !== undefined) return [exampleOf(resolved.items, context)];
  if (typeOf(resolved) === 'object') return { ...context.own };
  return scalarOf(resolved);
}

function fieldOf(name: string, schema: Schema, context: Context): unknown {
  if (name in context.own) return context.own[name];
  // In requests teams are names; in answers they are pairs.
  if (name === 'Teams') return typeOf(itemOf(schema, context)) === 'string' ? ['Data platform'] : teams;
  if (schema.const !== undefined) return schema.const;
  return name in byName ? byName[name] : exampleOf(schema, context);
}

const teams = [
  { TeamId: 'Public', TeamName: 'Public' },
  { TeamId: exampleIds.team, TeamName: 'Data platform' },
];

function itemOf(schema: Schema, context: Context): Schema {
  return resolve(resolve(schema, context).items ?? {}, context);
}

function resolve(schema: Schema, context: Context): Schema {
  if (schema.$ref !== undefined) return context.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
  return schema.anyOf?.[0] ?? schema;
}

function typeOf(schema: Schema): string | undefined {
  return typeof schema.type === 'string' ? schema.type : schema.type?.[0];
}

function scalarOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const ofType: Readonly<Record<string, unknown>> = { string: 'text', integer: 1, number: 1, boolean: true };
  return ofType[typeOf(schema) ?? ''] ?? null;
}
