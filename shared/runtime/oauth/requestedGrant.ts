import type { oauthOperations } from '../../contract/oauth.ts';
import type { ActiveRole } from '../../domain/principal.ts';
import type { Instant } from '../../domain/time.ts';
import type { ServiceUser } from '../../domain/user.ts';
import { isOAuthError, type OAuthError } from '../../problems/oauthError.ts';
import type { SessionSource } from '../../domain/principal.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Call } from '../call.ts';
import { audienceOf, minutesOf, scopeOf, type AccessGrant } from './accessGrant.ts';
import type { TokenEndpointDependencies } from './oauthDependencies.ts';

/** Who gets a token, and how far what it proved reaches. */
export interface Granted {
  readonly user: ServiceUser;
  readonly role: ActiveRole;
  readonly source: SessionSource;
  readonly endsAt?: Instant | undefined;
  readonly longestMinutes?: number;
}

/** A request to the token endpoint, and what deciding it works with. */
export interface Requested {
  readonly call: Call<(typeof oauthOperations)['exchangeToken']>;
  readonly snapshot: Snapshot;
  readonly dependencies: TokenEndpointDependencies;
}

/** The access token that a request asks for, as far as it may. */
export async function accessGrantOf(
  granted: Granted,
  { call, snapshot, dependencies }: Requested,
): Promise<AccessGrant | OAuthError> {
  const { body, now } = call;
  const minutes = minutesOf(body, granted.longestMinutes);
  if (isOAuthError(minutes)) return minutes;
  const scope = scopeOf(body, granted.role);
  if (isOAuthError(scope)) return scope;
  const audience = await audienceOf(body, snapshot, dependencies.issuer);
  if (isOAuthError(audience)) return audience;
  const { user, role, source, endsAt } = granted;
  return {
    ...{ user, role, source, endsAt, minutes, now },
    sessionId: dependencies.newId('session'),
    scope: scope.scope,
    audience: audience.application?.applicationId,
  };
}
