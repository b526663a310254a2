import type { ProblemCode } from '../problems/catalogue.ts';
import type { AnswerOf, InputOf, OperationId } from './callTypes.ts';
import { routes } from './routes.ts';

export type { AnswerHeaders, AnswerOf, InputOf, OperationId } from './callTypes.ts';

/** How to reach the API, and as whom. */
export interface ClientOptions {
  /** Where the API is; a path is kept (`https://…/prod`). */
  readonly baseUrl: string;
  /** Headers that carry the credentials, asked for before every call: `authorization`, `x-amorphic-service-user`. */
  readonly credentials?: () => HeaderFields | Promise<HeaderFields>;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Makes the `Idempotency-Key` of creations that are given none; without it they carry none. */
  readonly newIdempotencyKey?: () => string;
}

/** Header names and values. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What one call may add. */
export interface CallOptions {
  /** Makes repeating a creation safe (`Idempotency-Key`). */
  readonly idempotencyKey?: string;
  /** The `etag` of the answer that the change rests on (`If-Match`). */
  readonly ifMatch?: string;
  /** The attached role to run under (`X-Role-Id`). */
  readonly roleId?: string;
  readonly signal?: AbortSignal;
}

/** One method per operation, by operationId. All throw {@link ApiProblem} where the API refuses. */
export type Client = {
  readonly [Id in OperationId]: (
    ...input: Record<never, never> extends InputOf<Id>
      ? [input?: InputOf<Id>, options?: CallOptions]
      : [input: InputOf<Id>, options?: CallOptions]
  ) => Promise<AnswerOf<Id>>;
};

/** What an answer that is no success says (RFC 9457); `oauth-refused` where an OAuth endpoint speaks: RFC 6749's `error` is the title, `error_description` the detail. */
export interface ProblemFields {
  readonly code: ProblemCode | 'oauth-refused' | 'unreadable-answer';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number;
}

/** A refusal of the API; decide by `code`. `unreadable-answer`: something between us and the API answered instead. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemFields['code'];
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors: ProblemFields['errors'];
  readonly retryAfter: number | undefined;

  constructor(fields: ProblemFields) {
    super(`${fields.title} (${fields.code}, ${String(fields.status)}): ${fields.detail}`);
    this.code = fields.code;
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail;
    this.requestId = fields.requestId;
    this.errors = fields.errors;
    this.retryAfter = fields.retryAfter;
  }
}

/** Makes a client for browsers and Node. It holds no state and no credential. */
export function createClient(options: ClientOptions): Client {
  const ids = Object.keys(routes) as OperationId[];
  const methods = ids.map((id) => [
    id,
    (input: LooseInput = {}, call: CallOptions = {}) => send(options, { id, input, call }),
  ]);
  // Object.fromEntries knows nothing of which method belongs to which name; the type does.
  return Object.fromEntries(methods) as Client;
}

interface LooseInput {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

type Route = readonly [method: string, path: string, mark?: 'idempotent' | 'form'];

interface Call {
  readonly id: OperationId;
  readonly input: LooseInput;
  readonly call: CallOptions;
}

async function send(options: ClientOptions, { id, input, call }: Call): Promise<unknown> {
  const [method, path, mark] = routes[id] as Route;
  const url = `${options.baseUrl.replace(/\/+$/, '')}${fill(path, input)}${queryString(input.query)}`;
  const credentials = await options.credentials?.();
  const answer = await (options.fetch ?? fetch)(url, {
    method,
    headers: {
      accept: 'application/json',
      ...credentials,
      ...headersOf(withKey(call, mark === 'idempotent' ? options.newIdempotencyKey : undefined)),
      ...(input.body === undefined
        ? {}
        : { 'content-type': mark === 'form' ? formType : 'application/json' }),
    },
    body: bodyText(input.body, mark),
    signal: call.signal ?? null,
    // Credentials are the headers above and nothing else; a redirect would carry them elsewhere.
    credentials: 'omit',
    redirect: 'error',
    cache: 'no-store',
  });
  if (!answer.ok) throw await problemOf(answer);
  return successOf(answer);
}

/** The caller's key counts before one that is made. */
function withKey(call: CallOptions, newKey: (() => string) | undefined): CallOptions {
  return newKey === undefined ? call : { idempotencyKey: newKey(), ...call };
}

async function successOf(answer: Response): Promise<unknown> {
  const etag = answer.headers.get('etag');
  return {
    status: answer.status,
    body: answer.status === 204 ? undefined : await bodyOf(answer),
    replayed: answer.headers.get('idempotency-replayed') === 'true',
    ...(etag === null ? {} : { etag }),
  };
}

const formType = 'application/x-www-form-urlencoded';

function bodyText(body: unknown, mark: Route[2]): string | null {
  if (body === undefined) return null;
  return mark === 'form' ? encoded(body as LooseInput['query']) : JSON.stringify(body);
}

function headersOf({ idempotencyKey, ifMatch, roleId }: CallOptions): HeaderFields {
  return {
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    ...(roleId === undefined ? {} : { 'x-role-id': roleId }),
  };
}

/**
 * Fills the parameters of a path.
 * @throws TypeError for a value that a URL would drop, which would call another operation than the one meant.
 */
function fill(path: string, input: object): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value: unknown = (input as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value))
      throw new TypeError(`${name} is missing or not usable`);
    return encodeURIComponent(value);
  });
}

function queryString(query: LooseInput['query']): string {
  const text = encoded(query);
  return text === '' ? '' : `?${text}`;
}

/** Names and values of a query or a form; a list repeats its name, what is undefined is left out. */
function encoded(fields: LooseInput['query'] = {}): string {
  const pairs = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((one) => one !== undefined).map((one) => [name, String(one)]);
  });
  return new URLSearchParams(pairs).toString();
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw unreadable(answer);
  }
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const isJson = /^application\/(problem\+)?json\b/.test(answer.headers.get('content-type') ?? '');
  const told = isJson ? refusalIn(await bodyOf(answer)) : undefined;
  if (told === undefined) return unreadable(answer);
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return new ApiProblem({
    ...told,
    status: answer.status,
    ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  });
}

/** A problem document (RFC 9457), also where it has an `error` beside; else what an OAuth endpoint answers (RFC 6749 section 5.2). */
function refusalIn(body: unknown): Omit<ProblemFields, 'status'> | undefined {
  const told = (body ?? {}) as Partial<ProblemFields & Record<'error' | 'error_description', string>>;
  const { code, error, error_description: detail = '', requestId } = told;
  if (code !== undefined) return { ...(told as ProblemFields), errors: told.errors ?? [] };
  if (typeof error !== 'string') return undefined;
  return { code: 'oauth-refused', title: error, detail, errors: [], ...(requestId && { requestId }) };
}

function unreadable(answer: Response): ApiProblem {
  return new ApiProblem({
    code: 'unreadable-answer',
    status: answer.status,
    title: 'The answer is not from the API',
    detail: 'Check the address of the API and what stands between you and it.',
    errors: [],
  });
}
