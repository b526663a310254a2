import { ApiProblem } from '../client/index.ts';
import { retryingFetch } from '../client/retryingFetch.ts';

/** A request to an OAuth endpoint: a form, and who sends it. */
export interface OAuthRequest {
  readonly baseUrl: string;
  readonly path: '/oauth2/introspect' | '/oauth2/revoke';
  readonly fields: Readonly<Record<string, string>>;
  /** The token of the one who asks; none where possession is enough. */
  readonly bearer?: string;
}

/**
 * Sends a form to an OAuth endpoint, which takes no JSON.
 * @throws ApiProblem with code `oauth-refused`, title the `error` of RFC 6749.
 */
export async function oauthForm({ baseUrl, path, fields, bearer }: OAuthRequest): Promise<object> {
  const answer = await retryingFetch(fetch)(`${baseUrl}${path}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: new URLSearchParams(fields).toString(),
    credentials: 'omit',
    redirect: 'error',
    cache: 'no-store',
  });
  const body = (await answer.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  if (answer.ok) return body;
  const { error, error_description: detail } = body;
  throw new ApiProblem({
    code: 'oauth-refused',
    status: answer.status,
    title: typeof error === 'string' ? error : 'The answer is not from the API',
    detail: typeof detail === 'string' ? detail : 'Check the address of the API.',
    errors: [],
  });
}
