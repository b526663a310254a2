import type { TokenScope } from './clientCredentials.ts';
import { staticToken, type Credentials } from './credentials.ts';
import { renewed } from './renewed.ts';
import { requestToken, type TokenRequest } from './tokenEndpoint.ts';

/** Gives a fresh token of the platform that a job runs on. */
export type OutsideToken = () => string | Promise<string>;

/** A job that has no secret of ours, and the service user that trusts it. */
export interface Federation extends TokenScope, Pick<TokenRequest, 'baseUrl' | 'fetch' | 'now'> {
  /** `UserId` or `UserName` of the service user whose trust rule admits the job. */
  readonly clientId: string;
  /** The token of the job's own platform: see {@link githubActions}, {@link fromVariable}, {@link fromFile}, {@link fromEnvironment}. */
  readonly subjectToken: OutsideToken;
  readonly subjectTokenType?: 'jwt' | 'id_token';
}

/** Trades a token of the job's own platform for one of ours (RFC 8693), and renews it; nothing secret is stored. */
export function federation(options: Federation): Credentials {
  const { clientId, subjectToken, subjectTokenType = 'jwt', scope, audience, ...where } = options;
  const get = async () =>
    requestToken({
      ...where,
      fields: {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        client_id: clientId,
        subject_token: await subjectToken(),
        subject_token_type: `urn:ietf:params:oauth:token-type:${subjectTokenType}`,
        scope,
        audience,
      },
    });
  return staticToken(renewed(get, options.now));
}
