import * as z from 'zod';
import {
  createDocument,
  type CreateDocumentOptions,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiParameters,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { clientKeyIdPattern } from '../domain/clientKey.ts';
import { applicationIdPattern } from '../domain/ids.ts';
import { problemDocument } from '../problems/refusal.ts';
import { commonProblems, problems, type ProblemCode } from '../problems/catalogue.ts';
import type { Operation, SuccessStatus } from './operation.ts';
import { addExamples, exampleIds } from './openApiExamples.ts';
import { roleId, sessionId, user, userId } from './wire.ts';

/** The document as JSON. Loose, because what it holds is checked against the standard in tests. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

type Responses = NonNullable<ZodOpenApiOperationObject['responses']>;
type Response = Responses[`${1 | 2 | 3 | 4 | 5}${string}`];
type Rows = Readonly<Record<string, Operation>>;

/** What each name in a path stands for. A name that is not here fails the build of the document. */
const pathParameters: Readonly<Record<string, z.ZodType>> = {
  userId: userId.meta({ description: 'Id of a person or a service user.', example: exampleIds.serviceUser }),
  roleId: roleId.meta({
    description: 'Id of a role; that of a built-in role is its name.',
    example: exampleIds.role,
  }),
  teamId: z.string().min(1).max(255).meta({ description: 'Id of a team.', example: exampleIds.team }),
  tagId: z.string().min(1).max(255).meta({ description: 'Id of a tag.', example: exampleIds.tag }),
  tokenId: z.string().min(1).max(255).meta({ description: 'Id of a token.', example: exampleIds.token }),
  resourceId: z
    .string()
    .min(1)
    .max(255)
    .meta({ description: 'Id of a resource.', example: exampleIds.resource }),
  granteeId: userId.meta({ description: 'Id of the user who gets the share.', example: exampleIds.person }),
  applicationId: z
    .string()
    .regex(applicationIdPattern)
    .meta({ description: 'Id of an application: the audience of its tokens.', example: 'mdm' }),
  trustRuleId: z
    .string()
    .min(1)
    .max(255)
    .meta({ description: 'Id of a trust rule.', example: exampleIds.trustRule }),
  clientKeyId: z
    .string()
    .regex(clientKeyIdPattern)
    .meta({ description: 'The `kid` of a registered key.', example: 'ci-2026' }),
  sessionId: sessionId.meta({
    description: 'Id of a session: the `jti` of its token.',
    example: exampleIds.session,
  }),
};

const headerParameters = {
  'X-Role-Id': z
    .string()
    .optional()
    .meta({
      description:
        'The attached role to run under, where the credential is not bound to one; else the default role.',
      param: { id: 'XRoleId' },
    }),
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({
      description:
        'Makes a repetition safe: the same key with the same request answers what the first answered, without its secret.',
      param: { id: 'IdempotencyKey' },
    }),
  'If-Match': z
    .string()
    .optional()
    .meta({
      description: 'The `ETag` that you read, quoted or bare. Where the user has changed since: 412.',
      param: { id: 'IfMatch' },
    }),
};

const answerHeaders = {
  ETag: z.string().meta({ description: 'The version, for `If-Match`.', header: { id: 'ETag' } }),
  'Idempotency-Replayed': z
    .literal('true')
    .optional()
    .meta({
      description: 'Sent where the answer repeats an earlier one.',
      header: { id: 'IdempotencyReplayed' },
    }),
};

/** Of an answer that may be a replay, which has neither. */
const locatedHeaders = {
  ETag: z.string().optional().meta({ description: 'The version, for `If-Match`; not in a replay.' }),
  Location: z.string().optional().meta({ description: 'Path of what was created; not in a replay.' }),
};

const problem = z
  .object({
    type: z.string().meta({ description: 'Identity of the problem (RFC 9457).' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems) as ProblemCode[]).meta({ description: 'Stable; decide by this one.' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

const tagOfAction: Readonly<Record<string, string>> = {
  public: 'Discovery',
  users: 'Users',
  events: 'Users',
  sessions: 'Sessions',
  mode: 'Super-Admin',
  superAdmins: 'Super-Admin',
  trust: 'Trust rules',
  roles: 'Roles',
  teams: 'Teams',
  tokens: 'Tokens',
  tags: 'Tags',
  resources: 'Resources',
  applications: 'Applications',
};

const security: NonNullable<ZodOpenApiOperationObject['security']> = [
  { bearer: [] },
  { serviceUser: [] },
  { bearer: [], serviceUser: [] },
];

/** Drops what zod adds beyond what a reader needs: clients must accept new fields, and formats say more than patterns. */
const options: CreateDocumentOptions = {
  override({ jsonSchema, io }) {
    if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
};

/**
 * The rows as an OpenAPI 3.1.1 document, with an example of every success and every problem.
 * @throws Error when a path holds a parameter of which nothing is known.
 */
export function openApiDocument(rows: Rows, version: string): OpenApiDocument {
  const document: ZodOpenApiObject = {
    openapi: '3.1.1',
    info: {
      title: 'Service Users',
      version,
      description:
        'Accounts for pipelines and integrations: created in Super-Admin mode, assumed by people with access, stopped at once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '.', description: 'Where this document is served.' }],
    paths: pathsOf(rows),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of the identity provider, or an auth token of this product.',
        },
        serviceUser: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Amorphic-Service-User',
          description: 'An auth token, alone or beside the credential of the person to whom it was issued.',
        },
      },
      schemas: { Problem: problem },
      examples: problemExamples(),
    },
  };
  return addExamples(createDocument(document, options));
}

function pathsOf(rows: Rows): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, row] of Object.entries(rows)) {
    const method = row.method.toLowerCase() as Lowercase<Operation['method']>;
    paths[row.path] = { ...paths[row.path], [method]: operationOf(id, row) };
  }
  return paths;
}

function operationOf(id: string, row: Operation): ZodOpenApiOperationObject {
  const tag = row.errors === 'oauth' ? 'OAuth 2.0' : tagOfAction[row.action.split('.')[0] ?? ''];
  if (tag === undefined) throw new Error(`${id}: no tag for action ${row.action}`);
  return {
    operationId: id,
    summary: row.summary,
    tags: [tag],
    'x-action': row.action,
    'x-impact': row.impact,
    ...(row.action === 'public' ? { security: [] } : { security }),
    requestParams: requestParamsOf(id, row),
    ...requestBodyOf(row),
    responses: { ...successesOf(row), ...(row.errors === 'oauth' ? oauthRefusals : refusalsOf(row)) },
  };
}

function requestBodyOf({ body, form }: Operation): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  const schema = body ?? form;
  if (schema === undefined) return {};
  const type = body === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  return { requestBody: { required: true, content: { [type]: { schema } } } };
}

function requestParamsOf(id: string, row: Operation): ZodOpenApiParameters {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const path = Object.fromEntries(names.map((name) => [name, pathParameterOf(id, row, name)]));
  const header = {
    ...(row.action === 'public' ? {} : { 'X-Role-Id': headerParameters['X-Role-Id'] }),
    ...(row.idempotent === true ? { 'Idempotency-Key': headerParameters['Idempotency-Key'] } : {}),
    ...(row.conditional === true ? { 'If-Match': headerParameters['If-Match'] } : {}),
  };
  return {
    ...(names.length === 0 ? {} : { path: z.object(path) }),
    ...(row.query === undefined ? {} : { query: row.query }),
    ...(Object.keys(header).length === 0 ? {} : { header: z.object(header) }),
  };
}

/** `me` is a value of `{userId}` where the operation is also reached by a path with `me` in its place. */
function pathParameterOf(id: string, row: Operation, name: string): z.ZodType {
  const schema = pathParameters[name];
  if (schema === undefined) throw new Error(`${id}: nothing is known of path parameter {${name}}`);
  const alsoMe = row.alsoAt?.includes(row.path.replace('{userId}', 'me') as `/${string}`) ?? false;
  if (name !== 'userId' || !alsoMe) return schema;
  const description = 'Id of a person or a service user, or `me` for the caller.';
  return z.union([userId, z.literal('me')]).meta({ description, example: 'me' });
}

function successesOf(row: Operation): Responses {
  const entries = Object.entries(row.reply).map(([status, schema]) => {
    const description = successText[Number(status) as SuccessStatus];
    if (Number(status) === 204) return [status, { description }] as const;
    const headers = {
      ...(schema === user ? { ETag: answerHeaders.ETag } : {}),
      ...(row.located === true ? locatedHeaders : {}),
      ...(row.idempotent === true ? { 'Idempotency-Replayed': answerHeaders['Idempotency-Replayed'] } : {}),
    };
    const content = { [row.produces ?? 'application/json']: { schema } };
    return [
      status,
      { description, content, ...(Object.keys(headers).length === 0 ? {} : { headers: z.object(headers) }) },
    ] as const;
  });
  return Object.fromEntries(entries);
}

const successText: Readonly<Record<SuccessStatus, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Begun; a worker finishes it.',
  204: 'Done; there is nothing to say.',
};

/** Every code that an operation can answer: its own, the common ones, and those of having a body. */
export function problemCodesOf(row: Operation): readonly ProblemCode[] {
  const needCaller: readonly ProblemCode[] = [
    'credential-rejected',
    'not-allowed',
    'role-not-usable',
    'token-policy',
  ];
  const common = commonProblems.filter((code) => row.action !== 'public' || !needCaller.includes(code));
  const ofBody: ProblemCode[] = row.body === undefined ? [] : ['body-too-large', 'media-type-not-supported'];
  return [...new Set([...row.problems, ...common, ...ofBody])];
}

function refusalsOf(row: Operation): Responses {
  const byStatus = Map.groupBy(problemCodesOf(row), (code) => problems[code].status);
  const entries = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(entries.map(([status, codes]) => [status, refusalOf(status, codes)]));
}

/** Where a status means one code only, the answer is a component of that name, shared by all operations. */
function refusalOf(status: number, codes: readonly ProblemCode[]): Response {
  const [only, second] = codes;
  return only !== undefined && second === undefined ? sharedRefusals[only] : refusalWith(status, codes);
}

function refusalWith(status: number, codes: readonly ProblemCode[]): Response {
  const headers = refusalHeaders[status];
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: [...codes] } } }],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
    ...(headers === undefined ? {} : { headers }),
  };
}

const oauthErrorCodes = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
] as const;

const oauthProblem = z
  .object({ error: z.enum(oauthErrorCodes), error_description: z.string(), requestId: z.string() })
  .meta({ id: 'OAuthError' });

/** The refusals of the OAuth endpoints (RFC 6749 section 5.2). */
const oauthRefusals: Responses = {
  400: oauthRefusal('What is asked for is refused: `error` says why.'),
  401: oauthRefusal('`invalid_client`: the client did not prove who it is.'),
  429: oauthRefusal('Too many requests.'),
  500: oauthRefusal('Something went wrong on our side.'),
  503: oauthRefusal('Temporarily unavailable.'),
};

function oauthRefusal(description: string): Response {
  return { description, content: { 'application/json': { schema: oauthProblem } } };
}

const retryAfter = z
  .string()
  .meta({ description: 'Seconds to wait before trying again.', header: { id: 'RetryAfter' } });

const refusalHeaders: Readonly<Record<number, z.ZodObject>> = {
  401: z.object({
    'WWW-Authenticate': z
      .string()
      .meta({ description: 'The challenge of RFC 6750.', header: { id: 'WWWAuthenticate' } }),
  }),
  429: z.object({ 'Retry-After': retryAfter }),
  503: z.object({ 'Retry-After': retryAfter }),
};

const sharedRefusals = Object.fromEntries(
  (Object.keys(problems) as ProblemCode[]).map((code) => [
    code,
    { ...refusalWith(problems[code].status, [code]), id: code },
  ]),
) as Record<ProblemCode, Response>;

function problemExamples(): NonNullable<NonNullable<ZodOpenApiObject['components']>['examples']> {
  const errors = [{ path: 'Name', message: 'must not be blank' }];
  const codes = Object.keys(problems) as ProblemCode[];
  return Object.fromEntries(
    codes.map((code) => {
      const refusal = code === 'invalid-request' ? { refused: code, errors } : { refused: code };
      return [code, { summary: problems[code].title, value: problemDocument(refusal, exampleIds.request) }];
    }),
  );
}
