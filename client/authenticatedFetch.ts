import type { HeaderFields } from '../shared/contract/client.ts';
import type { Credentials } from './credentials.ts';
import { retryingFetch, type RetrySettings } from './retryingFetch.ts';

/**
 * Gives every attempt the credential of its own moment. What is answered with 401, so that nothing was done, is sent once
 * more if the provider has another credential by then; when it cannot get one, its error is thrown.
 */
export function authenticatedFetch(
  send: typeof fetch,
  credentials: Credentials,
  settings: RetrySettings,
): typeof fetch {
  const anonymous = retryingFetch(send, settings);
  return async (input, init) => {
    if (provesItself(init)) return anonymous(input, init);
    let used: HeaderFields = {};
    const attempts = retryingFetch(send, settings, async (what) => {
      // A pause can outlive a token.
      used = await credentials();
      return { ...what, headers: { ...(what?.headers as object), ...used } };
    });
    const answer = await attempts(input, init);
    if (answer.status !== 401 || isSame(used, await credentials(used))) return answer;
    await answer.body?.cancel();
    return attempts(input, init);
  };
}

function isSame(used: HeaderFields, fresh: HeaderFields): boolean {
  return Object.entries(fresh).every(([name, value]) => used[name] === value);
}

/** What in a form of the OAuth endpoints says who sends it: the API refuses a second credential beside it. */
const proofs = ['client_secret', 'client_assertion', 'subject_token'];

function provesItself({ body, headers }: RequestInit = {}): boolean {
  const type = new Headers(headers).get('content-type');
  if (type !== 'application/x-www-form-urlencoded' || typeof body !== 'string') return false;
  const form = new URLSearchParams(body);
  return proofs.some((field) => form.has(field));
}
