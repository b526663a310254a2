import type { Principal } from '../../domain/principal.ts';
import { isOAuthError, oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { rules } from '../../policy/rules.ts';
import { Snapshot } from '../../store/snapshot.ts';
import type { RequestContext } from '../call.ts';
import { unmarkedUse } from '../markUsed.ts';
import { authenticateActing } from './actingCaller.ts';
import { authenticateClient } from './authenticateClient.ts';
import { readClient, type ClientFields } from './clientCredentials.ts';
import type { Seen } from './markSeen.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** A request to introspect or revoke, as far as it says who asks. */
export interface OAuthRequest extends RequestContext {
  readonly body: ClientFields;
  readonly authorization?: readonly string[];
}

/** Who asks: a principal, and its own token where it came as a bearer; undefined where the request does not say. */
export interface OAuthCaller extends Seen {
  readonly principal: Principal;
  readonly bearer: string | undefined;
}

/** Authenticates who asks, as a client or as the holder of a token. */
export async function oauthCaller(
  call: OAuthRequest,
  dependencies: OAuthDependencies,
): Promise<OAuthCaller | undefined | OAuthError> {
  const credentials = readClient(call.body, call.authorization);
  if (isOAuthError(credentials)) return credentials;
  if (credentials.kind === 'none') return undefined;
  const snapshot = new Snapshot(dependencies.table);
  if (credentials.kind === 'bearer') return await byToken(credentials.token, call, dependencies);
  const client = await authenticateClient(credentials, { ...call, snapshot, dependencies });
  if (isOAuthError(client)) return client;
  const failed = client.once === undefined ? [] : await dependencies.table.transact([client.once]);
  if (failed.length > 0) return oauthError('invalid_client', 'The assertion was used before.');
  const { user, principal } = client;
  return { user, principal, bearer: undefined, ...unmarkedUse(client.token, call.now) };
}

async function byToken(
  token: string,
  call: OAuthRequest,
  dependencies: OAuthDependencies,
): Promise<OAuthCaller | OAuthError> {
  const { table } = dependencies;
  const source = {
    rule: rules['users.read'],
    params: {},
    transferTo: [],
    snapshot: new Snapshot(table),
    table,
  };
  const who = await authenticateActing({ token, call, dependencies }, source);
  if (who === undefined) {
    return oauthError('invalid_client', 'The token of the caller is not good.', { challenge: 'Bearer' });
  }
  const { user, principal } = who;
  return { user, principal, bearer: token, ...unmarkedUse(who.token, call.now) };
}
