import type { TokenScope } from './clientCredentials.ts';
import { bearer, type Credentials } from './credentials.ts';
import { renewed, type GetToken } from './renewed.ts';
import { requestToken, type TokenEndpoint } from './tokenEndpoint.ts';

/** Gives a fresh token of the platform that a job runs on. */
export type OutsideToken = () => string | Promise<string>;

/** A job that has no secret of ours, and the service user that trusts it. */
export interface Federation extends TokenScope, TokenEndpoint {
  /** `UserId` or `UserName` of the service user whose trust rule admits the job. */
  readonly clientId: string;
  /** The token of the job's own platform: see {@link githubActions}, {@link fromVariable}, {@link fromFile}, {@link fromEnvironment}. */
  readonly subjectToken: OutsideToken;
  readonly subjectTokenType?: 'jwt' | 'id_token';
}

const exchangedBefore =
  'The token of the platform is the one that was exchanged before, and each is accepted once. ' +
  'Ask for longer life with `minutes`, up to MaxDurationMinutes of the trust rule, ' +
  'or give a subjectToken that makes a new token each time, such as githubActions().';

/**
 * Trades a token of the job's own platform for one of ours (RFC 8693), and renews it; nothing secret is stored. What it
 * gives throws ApiProblem with code `oauth-refused` where the token is not accepted, and Error where the access token has
 * ended and the platform has no other token than before.
 */
export function federation(options: Federation): Credentials {
  const { clientId, subjectToken, subjectTokenType = 'jwt', scope, audience, minutes, ...endpoint } = options;
  let offered: string | undefined;
  let accepted: string | undefined;
  const get: GetToken = async (spare) => {
    const live = await requestToken({
      ...endpoint,
      ...(spare && { retries: 0 }),
      subjectToken: async () => {
        offered = await subjectToken();
        if (offered === accepted) throw new Error(exchangedBefore);
        return offered;
      },
      fields: {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        client_id: clientId,
        subject_token_type: `urn:ietf:params:oauth:token-type:${subjectTokenType}`,
        scope,
        audience,
        duration_minutes: minutes?.toString(),
      },
    });
    accepted = offered;
    return live;
  };
  return bearer(renewed(get, options.now));
}
