import { bearer, type Credentials } from './credentials.ts';
import { renewed, type GetToken } from './renewed.ts';
import { requestToken, type TokenEndpoint } from './tokenEndpoint.ts';

/** What an access token is to be for. */
export interface TokenScope {
  /** Permissions of the role, separated by spaces: may only narrow. */
  readonly scope?: string;
  /** An `ApplicationId`, or our own API when left out. */
  readonly audience?: string;
  /** Life of an access token: 1 to 180; 60 when left out. A trust rule may allow less. */
  readonly minutes?: number;
}

/** A service user with its service token, as an OAuth client. */
export interface ClientCredentials extends TokenScope, TokenEndpoint {
  /** `UserId` or `UserName` of the service user. */
  readonly clientId: string;
  /** A service token of it, or a function that reads one from where it is kept. */
  readonly clientSecret: string | (() => string | Promise<string>);
}

/**
 * Trades a service token for short-lived access tokens (`client_credentials`), and renews them: as they age, and when the
 * API refuses one. What it gives throws ApiProblem with code `oauth-refused` where the service token is not good.
 */
export function clientCredentials(options: ClientCredentials): Credentials {
  const { clientId, clientSecret, scope, audience, minutes, ...endpoint } = options;
  const get: GetToken = async (spare) => {
    const secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret();
    return requestToken({
      ...endpoint,
      ...(spare && { retries: 0 }),
      headers: { authorization: `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(secret)}`)}` },
      fields: { grant_type: 'client_credentials', scope, audience, duration_minutes: minutes?.toString() },
    });
  };
  return bearer(renewed(get, options.now));
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function formEncoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}
