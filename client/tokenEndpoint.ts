import { createClient, type HeaderFields, type InputOf } from '../shared/contract/client.ts';
import type { LiveToken } from './renewed.ts';

/** Where the token endpoint is, and what is asked of it. */
export interface TokenRequest {
  /** The API: the token endpoint is `/oauth2/token` below it. */
  readonly baseUrl: string;
  readonly fields: InputOf<'exchangeToken'>['body'];
  readonly headers?: HeaderFields;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/**
 * Asks the token endpoint (RFC 6749).
 * @throws ApiProblem with code `oauth-refused`, title the RFC's `error`.
 */
export async function requestToken(request: TokenRequest): Promise<LiveToken> {
  const { baseUrl, fields, headers = {}, now = Date.now } = request;
  const api = createClient({
    baseUrl,
    credentials: () => headers,
    ...(request.fetch === undefined ? {} : { fetch: request.fetch }),
  });
  const from = now();
  const { body } = await api.exchangeToken({ body: fields });
  return { token: body.access_token, from, until: from + body.expires_in * 1000 };
}
