import type { ServiceUserPrincipal } from '../../domain/principal.ts';
import type { ClientKey } from '../../domain/clientKey.ts';
import { isServiceUserId, userIdPattern } from '../../domain/ids.ts';
import { addMinutes, fromSeconds, type Instant } from '../../domain/time.ts';
import type { ServiceUser } from '../../domain/user.ts';
import { grantOf } from '../../store/grants.ts';
import { readClientKey } from '../../store/clientKeys.ts';
import { stringAt } from '../../store/fields.ts';
import { clientKeyKey, nameKey, userKey } from '../../store/keys.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { useAssertion } from '../../store/usedAssertions.ts';
import { readUser } from '../../store/users.ts';
import {
  decodeOutsideJwt,
  isSignedBy,
  readOutsideKey,
  suits,
  type OutsideJwt,
} from '../../tokens/outsideJws.ts';
import { unboundRole } from '../activeRole.ts';
import { CredentialRejected } from '../credentials.ts';
import { tokenEndpoint } from '../serverMetadata.ts';
import type { AuthenticatedClient, ClientContext } from './authenticatedClient.ts';

/** How far ahead an assertion may end, in minutes: as long as its `jti` is worth remembering. */
const longestMinutes = 5;
const leewayMinutes = 1;
const types = ['jwt', 'client-authentication+jwt'];

/**
 * Authenticates a client by an assertion (RFC 7523 section 3): signed with a registered key and the algorithm that it is pinned to,
 * by and about the client, for us, short-lived, and accepted once.
 * @throws CredentialRejected
 */
export async function authenticateAssertion(
  { clientId, assertion }: { readonly clientId: string | undefined; readonly assertion: string },
  { snapshot, now, dependencies }: ClientContext,
): Promise<AuthenticatedClient> {
  const token = decodeOutsideJwt(assertion, types);
  if (token === undefined) throw new CredentialRejected('malformed');
  const { client, jti, kid } = namesOf(token);
  if ((clientId ?? client) !== client) throw new CredentialRejected('issued-to-someone-else');
  const userId = await clientUserId(client, snapshot);
  snapshot.want(userKey(userId), clientKeyKey(userId, kid));
  await snapshot.load();
  const user = await enabledClient(userId, snapshot);
  const key = requireSignature(token, snapshot.item(clientKeyKey(userId, kid)));
  requireAudience(token, dependencies.issuer);
  const until = requireTimes(token, now);
  const role = await unboundRole(user, { snapshot, wantedRoleId: undefined });
  const principal: ServiceUserPrincipal = {
    kind: 'serviceUser',
    userId: user.userId,
    displayName: user.displayName,
    generation: user.generation,
    role,
  };
  const once = useAssertion({ issuer: user.userId, id: jti }, until);
  return {
    user,
    principal,
    role,
    source: { kind: 'clientKey', clientKeyId: kid, grant: grantOf(key) },
    once,
  };
}

/** Whom an assertion is by and about, its id, and that of its key. */
function namesOf({ kid, claims: { iss, sub, jti } }: OutsideJwt): {
  client: string;
  jti: string;
  kid: string;
} {
  const isById = typeof iss === 'string' && iss === sub;
  if (kid === undefined || !isById || typeof jti !== 'string' || jti === '')
    throw new CredentialRejected('malformed');
  return { client: iss, jti, kid };
}

/** The id of the service user that a client id names: itself, or one more read by the claim on the user name. */
export async function clientUserId(clientId: string, snapshot: Snapshot): Promise<string> {
  if (userIdPattern.test(clientId)) return clientId;
  const claim = await snapshot.fetch(nameKey('USER', clientId));
  if (claim === undefined) throw new CredentialRejected('unknown-subject');
  return stringAt(claim, 'userId');
}

/** @throws CredentialRejected unless it is a service user that is enabled. */
export async function enabledClient(userId: string, snapshot: Snapshot): Promise<ServiceUser> {
  const item = isServiceUserId(userId) ? await snapshot.fetch(userKey(userId)) : undefined;
  const user = item === undefined ? undefined : readUser(item);
  if (user?.kind !== 'service') throw new CredentialRejected('unknown-subject');
  if (user.status !== 'enabled') throw new CredentialRejected('user-disabled');
  return user;
}

function requireSignature(token: OutsideJwt, item: ReturnType<Snapshot['item']>): ClientKey {
  const registered = item === undefined ? undefined : readClientKey(item);
  if (registered?.algorithm !== token.algorithm) throw new CredentialRejected('unknown-key');
  const key = readOutsideKey({ ...registered.jwk, kid: registered.clientKeyId });
  if (key === undefined || !suits(key, token) || !isSignedBy(key, token))
    throw new CredentialRejected('signature');
  return registered;
}

/** Our issuer or token endpoint and nothing else: what is meant for others too could be used there. */
function requireAudience({ claims }: OutsideJwt, issuer: string): void {
  const ours = [issuer, tokenEndpoint(issuer)];
  const audiences = [claims['aud']].flat();
  const good =
    audiences.length > 0 && audiences.every((one) => typeof one === 'string' && ours.includes(one));
  if (!good) throw new CredentialRejected('audience');
}

/** @returns until when the assertion must be remembered. */
function requireTimes({ claims: { exp, nbf, iat } }: OutsideJwt, now: Instant): Instant {
  const latest = addMinutes(now, leewayMinutes);
  const begun = [nbf, iat].every(
    (time) => time === undefined || (typeof time === 'number' && fromSeconds(time) <= latest),
  );
  if (typeof exp !== 'number' || !begun) throw new CredentialRejected('claims');
  const end = addMinutes(fromSeconds(exp), leewayMinutes);
  if (!(end > now)) throw new CredentialRejected('expired');
  if (!(fromSeconds(exp) <= addMinutes(latest, longestMinutes))) throw new CredentialRejected('claims');
  return end;
}
