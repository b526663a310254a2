import { problems, type ProblemCode, type ProblemType } from '../shared/problems/catalogue.ts';
import { oauthFormOf } from '../shared/problems/oauthError.ts';
import { refuse } from '../shared/problems/refusal.ts';

/** How API Gateway itself answers one kind of failure. */
export interface GatewayResponse {
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<'application/json', string>>;
}

/** API Gateway's kinds of failure, and the problem that each one is (SPEC section 12). */
const codes = {
  API_CONFIGURATION_ERROR: 'internal',
  // The authorizer could not be run or broke: doubt never lets anybody in, and is not the caller's fault.
  AUTHORIZER_CONFIGURATION_ERROR: 'temporarily-unavailable',
  AUTHORIZER_FAILURE: 'temporarily-unavailable',
  BAD_REQUEST_BODY: 'invalid-request',
  BAD_REQUEST_PARAMETERS: 'invalid-request',
  DEFAULT_4XX: 'invalid-request',
  DEFAULT_5XX: 'internal',
  INTEGRATION_FAILURE: 'temporarily-unavailable',
  INTEGRATION_TIMEOUT: 'temporarily-unavailable',
  QUOTA_EXCEEDED: 'too-many-requests',
  REQUEST_TOO_LARGE: 'body-too-large',
  THROTTLED: 'too-many-requests',
  UNAUTHORIZED: 'credential-rejected',
  UNSUPPORTED_MEDIA_TYPE: 'media-type-not-supported',
  WAF_FILTERED: 'not-allowed',
  // Without a matching method API Gateway looks for an AWS signature and complains about that.
  EXPIRED_TOKEN: 'route-not-found',
  INVALID_API_KEY: 'route-not-found',
  INVALID_SIGNATURE: 'route-not-found',
  MISSING_AUTHENTICATION_TOKEN: 'route-not-found',
  RESOURCE_NOT_FOUND: 'route-not-found',
} as const satisfies Record<string, ProblemCode>;

/** RFC 6750 section 3. */
const challenge = 'Bearer realm="service-users", error="invalid_token"';

/**
 * API Gateway's own answers as problem documents, so that a client meets one shape of error whoever answers.
 * @param cors headers that let the console's pages read them.
 */
export function problemResponses(cors: Readonly<Record<string, string>>): Record<string, GatewayResponse> {
  const fixed = Object.entries(codes).map(([type, code]) => [type, fixedResponse(code, cors)] as const);
  return { ...Object.fromEntries(fixed), ACCESS_DENIED: deniedResponse(cors) };
}

/** The gateway lists no fields: it gives up before there are any. */
const unreadable = 'The request cannot be read: correct its path, query, headers or encoding.';

function fixedResponse(code: ProblemCode, cors: Readonly<Record<string, string>>): GatewayResponse {
  const { status, title, retryAfter, ...problem }: ProblemType = problems[code];
  const remedy = code === 'invalid-request' ? unreadable : problem.remedy;
  return response(
    status,
    { type: `/problems/${code}`, title, status, detail: remedy, code, ...oauthMembers(code, status, remedy) },
    {
      ...cors,
      ...(status === 401 ? { 'WWW-Authenticate': challenge } : {}),
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
  );
}

/**
 * The members of RFC 6749 section 5.2 beside those of the problem: the gateway has one answer for all paths, and an OAuth client
 * reads these. None of the kinds that no OAuth endpoint meets, where the word would be wrong: 401 is the authorizer's, 404 of no path.
 */
function oauthMembers(code: ProblemCode, status: number, detail: string): object {
  if (status === 401 || status === 404) return {};
  const { error, description } = oauthFormOf(refuse(code, { detail }));
  return { error, error_description: description };
}

/** The authorizer names the rule that refused in its context; its values are texts of the catalogue. */
function deniedResponse(cors: Readonly<Record<string, string>>): GatewayResponse {
  const document = {
    type: '/problems/$context.authorizer.code',
    title: '$context.authorizer.title',
    status: 403,
    detail: '$context.authorizer.detail',
    code: '$context.authorizer.code',
  };
  return response(403, document, cors);
}

function response(
  status: number,
  document: object,
  headers: Readonly<Record<string, string>>,
): GatewayResponse {
  const all = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers };
  const parameters = Object.entries(all).map(([name, value]) => [
    `gatewayresponse.header.${name}`,
    `'${value}'`,
  ]);
  return {
    statusCode: String(status),
    responseParameters: Object.fromEntries(parameters) as Record<string, string>,
    responseTemplates: {
      'application/json': JSON.stringify({ ...document, requestId: '$context.requestId' }),
    },
  };
}
