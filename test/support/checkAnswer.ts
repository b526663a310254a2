import { expect } from 'vitest';
import { operationRows, type OperationId } from '../../shared/contract/operations.ts';
import type { SuccessStatus } from '../../shared/contract/operation.ts';
import {
  commonProblems,
  problems,
  type ProblemCode,
  type ProblemType,
} from '../../shared/problems/catalogue.ts';
import type { Answer } from './answer.ts';
import { secretsIn } from './secrets.ts';

/** What the gateway and the first look at a request may answer to any call. */
const ofEveryCall: readonly string[] = [
  ...commonProblems,
  'route-not-found',
  'body-too-large',
  'media-type-not-supported',
];

const routes = Object.entries(operationRows).flatMap(([id, row]) =>
  [row.path, ...(row.alsoAt ?? [])].map((path) => ({
    id: id as OperationId,
    method: row.method,
    /** Fixed paths beat parameters. */
    rank: path.split('{').length,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
  })),
);
routes.sort((one, other) => one.rank - other.rank);

/** The operation that a path leads to. */
export function operationOf(method: string, path: string): OperationId | undefined {
  return routes.find((route) => route.method === method && route.pattern.test(path))?.id;
}

/** Holds for every answer of the API, whatever was asked: declared by its row, complete, and without a secret. */
export function checkAnswer(method: string, path: string, answer: Answer): void {
  const id = operationOf(method, path);
  const { status, headers } = answer;
  expect(headers.get('x-amzn-requestid'), answer.text).toMatch(/^[0-9a-f-]{36}$/);
  if (status >= 400 && id !== undefined && isOAuth(id)) checkOAuthError(answer);
  else if (status >= 400) checkProblem(id, answer);
  else if (id !== undefined) checkSuccess(id, answer);
}

/** OAuth endpoints answer problem documents only where the gateway answers in their place. */
function isOAuth(id: OperationId): boolean {
  return operationRows[id].errors === 'oauth';
}

/** RFC 6749 section 5.2. */
function checkOAuthError({ status, headers, body, text }: Answer): void {
  expect(headers.get('content-type'), text).toBe('application/json');
  expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
  expect(Object.keys(body).sort()).toEqual(['error', 'error_description', 'requestId']);
  expect(status === 401, text).toBe(body['error'] === 'invalid_client');
}

type ProblemBody = Answer['body'] & { errors?: unknown[] };

/** What the gateway answers itself has the members of RFC 6749 beside, for OAuth clients. */
const gatewayErrors: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  403: 'invalid_request',
  413: 'invalid_request',
  415: 'invalid_request',
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
};

/** RFC 9457, with our members, a declared code, and the status of that code. */
function checkProblem(id: OperationId | undefined, { status, headers, text, body }: Answer): void {
  expect(headers.get('content-type'), text).toBe('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
  const { errors = [], error, error_description: _, ...document } = body as ProblemBody;
  if (error !== undefined) expect(gatewayErrors[status], text).toBe(error);
  expect(Object.keys(document).sort(), text).toEqual([
    'code',
    'detail',
    'requestId',
    'status',
    'title',
    'type',
  ]);
  const code = String(document['code']);
  const declared: readonly string[] = id === undefined ? [] : operationRows[id].problems;
  expect([...declared, ...ofEveryCall], text).toContain(code);
  const row: ProblemType = problems[code as ProblemCode];
  expect(document).toMatchObject({
    type: `/problems/${code}`,
    title: row.title,
    status,
    requestId: headers.get('x-amzn-requestid'),
  });
  // A rule of the authorizer that is lost in the write is answered 409 with the same code.
  if (status !== 409) expect(status, text).toBe(row.status);
  checkErrors(errors, { isOfInput: status === 400 && error === undefined, text });
  expect(headers.get('retry-after')).toBe(row.retryAfter === undefined ? null : String(row.retryAfter));
  if (status === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
  expect(secretsIn(text), 'a secret in an answer').toEqual([]);
}

/** Bad input is told by its place (SPEC section 12); what the gateway gives up on before there are fields has none. */
function checkErrors(
  errors: readonly unknown[],
  { isOfInput, text }: { readonly isOfInput: boolean; readonly text: string },
): void {
  if (isOfInput) expect(errors, text).not.toEqual([]);
  for (const error of errors) expect(Object.keys(error as object).sort()).toEqual(['message', 'path']);
}

/** Operations whose success of that status may hold a secret, in `Token`. */
const issuing: Partial<Record<OperationId, SuccessStatus>> = {
  createAuthToken: 201,
  enterSuperAdminMode: 201,
  createApplicationToken: 201,
  createToken: 201,
  rotateToken: 200,
};

/** The status and fields that the row declares, and no others; a secret only where it is issued. */
function checkSuccess(id: OperationId, { status, headers, text, body }: Answer): void {
  const row = operationRows[id];
  const schema = row.reply[status as SuccessStatus];
  expect(schema, `${id} does not declare ${status}`).toBeDefined();
  const sent = text === '' ? undefined : body;
  expect(schema?.parse(sent)).toEqual(sent);
  if (row.action !== 'public') expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const others = withoutIssued(id, status, body);
  const shown = others === body ? text : JSON.stringify(others);
  expect(secretsIn(shown), 'a secret in an answer').toEqual([]);
}

/** The body without the one secret that it may hold. */
function withoutIssued(id: OperationId, status: number, body: Answer['body']): Answer['body'] {
  const { Token, access_token: _, ...others } = body;
  if (id === 'exchangeToken') return others;
  if (issuing[id] === status) return others;
  if (id !== 'createUser') {
    expect(Token).toBeUndefined();
    return body;
  }
  // C12: the first token of a service user, with its secret in it.
  return Token === undefined ? body : { ...others, Token: { ...(Token as object), Token: undefined } };
}
