import { createClient, type HeaderFields, type InputOf } from '../shared/contract/client.ts';
import type { LiveToken } from './renewed.ts';
import { retryingFetch, type RetrySettings } from './retryingFetch.ts';

/** Where the token endpoint is, and how patiently it is asked. */
export interface TokenEndpoint extends RetrySettings {
  /** The API: the token endpoint is `/oauth2/token` below it. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What is asked of the token endpoint. */
export interface TokenRequest extends TokenEndpoint {
  readonly fields: InputOf<'exchangeToken'>['body'];
  readonly headers?: HeaderFields;
  /** Asked before every attempt: the token of the attempt before may have been used up. */
  readonly subjectToken?: () => Promise<string>;
}

/**
 * Asks the token endpoint (RFC 6749). 429, 503 and what got no answer are repeated: a token that got lost on its way harms nobody.
 * @throws ApiProblem with code `oauth-refused`, title the RFC's `error`.
 */
export async function requestToken(request: TokenRequest): Promise<LiveToken> {
  const { baseUrl, fields, headers = {}, subjectToken, now = Date.now } = request;
  const send = request.fetch ?? ((input, init) => fetch(input, init));
  const withSubject = async (init: RequestInit | undefined): Promise<RequestInit> => {
    if (subjectToken === undefined) return { ...init };
    const form = new URLSearchParams({ subject_token: await subjectToken() });
    return { ...init, body: `${String(init?.body)}&${form.toString()}` };
  };
  const api = createClient({
    baseUrl,
    credentials: () => headers,
    fetch: retryingFetch(send, request, withSubject),
  });
  const from = now();
  const { body } = await api.exchangeToken({ body: fields });
  return { token: body.access_token, from, until: from + body.expires_in * 1000 };
}
