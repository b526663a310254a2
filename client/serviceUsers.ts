import { createClient, type Client } from '../shared/contract/client.ts';
import { authenticatedFetch } from './authenticatedFetch.ts';
import type { Credentials } from './credentials.ts';
import type { RetrySettings } from './retryingFetch.ts';

/** How to reach the API, as whom, and how patiently. */
export interface ServiceUsersOptions extends RetrySettings {
  /** Where the API is; a path is kept (`https://…/prod`). */
  readonly baseUrl: string;
  /** See {@link staticToken}, {@link serviceToken}, {@link clientCredentials}, {@link federation}, {@link assumed}; none for what is public. */
  readonly credentials?: Credentials;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * Makes a client with a method per operation. It repeats what was refused for the moment, gives every creation an
 * idempotency key, asks for credentials anew at every attempt, and throws `ApiProblem` where the API refuses. Where the
 * provider cannot get a credential, its error is thrown.
 */
export function serviceUsers(options: ServiceUsersOptions): Client {
  const { baseUrl, credentials = () => ({}) } = options;
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  return createClient({
    baseUrl,
    fetch: authenticatedFetch(send, credentials, options),
    newIdempotencyKey: () => crypto.randomUUID(),
  });
}
