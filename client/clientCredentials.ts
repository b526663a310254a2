import { staticToken, type Credentials } from './credentials.ts';
import { renewed } from './renewed.ts';
import { requestToken, type TokenRequest } from './tokenEndpoint.ts';

/** What an access token is to be for. */
export interface TokenScope {
  /** Permissions of the role, separated by spaces: may only narrow. */
  readonly scope?: string;
  /** An `ApplicationId`, or our own API when left out. */
  readonly audience?: string;
}

/** A service user with its service token, as an OAuth client. */
export interface ClientCredentials extends TokenScope, Pick<TokenRequest, 'baseUrl' | 'fetch' | 'now'> {
  /** `UserId` or `UserName` of the service user. */
  readonly clientId: string;
  /** A service token of it, or a function that reads one from where it is kept. */
  readonly clientSecret: string | (() => string | Promise<string>);
}

/** Trades a service token for short-lived access tokens (`client_credentials`), and renews them. */
export function clientCredentials(options: ClientCredentials): Credentials {
  const { clientId, clientSecret, scope, audience, ...where } = options;
  const get = async () => {
    const secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret();
    return requestToken({
      ...where,
      headers: { authorization: `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(secret)}`)}` },
      fields: { grant_type: 'client_credentials', scope, audience },
    });
  };
  return staticToken(renewed(get, options.now));
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function formEncoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}
