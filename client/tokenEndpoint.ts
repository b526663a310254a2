import { ApiProblem } from '../shared/contract/client.ts';
import type { LiveToken } from './renewed.ts';

/** Where the token endpoint is, and what is asked of it. */
export interface TokenRequest {
  /** The API: the token endpoint is `/oauth2/token` below it. */
  readonly baseUrl: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

/**
 * Asks the token endpoint (RFC 6749).
 * @throws ApiProblem with code `oauth-refused`, title the RFC's `error`.
 */
export async function requestToken(request: TokenRequest): Promise<LiveToken> {
  const { baseUrl, fields, headers, now = Date.now } = request;
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  const from = now();
  const response = await (request.fetch ?? fetch)(`${baseUrl.replace(/\/+$/, '')}/oauth2/token`, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams(given),
    credentials: 'omit',
    redirect: 'error',
    cache: 'no-store',
  });
  const answer = (await response.json().catch(() => ({}))) as TokenAnswer;
  const { access_token: token, expires_in: life } = answer;
  if (!response.ok || typeof token !== 'string') throw refusal(response, answer);
  // The RFC lets a server leave the life out; ours does not.
  return { token, from, until: from + (typeof life === 'number' ? life : 60) * 1000 };
}

function refusal(
  { status, headers }: Response,
  { error, error_description: detail }: TokenAnswer,
): ApiProblem {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new ApiProblem({
    code: 'oauth-refused',
    status,
    title: typeof error === 'string' ? error : 'The token endpoint gave no token',
    detail:
      typeof detail === 'string' ? detail : 'Check the credentials and the trust rules of the service user.',
    errors: [],
    ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  });
}
