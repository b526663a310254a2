import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { systemClock } from '../domain/time.ts';
import { decodeJsonObject } from '../tokens/base64url.ts';
import type { AuthTokenClaims } from '../tokens/claims.ts';
import { personIdOf, type IssuerClaims, type IssuerTokens } from '../tokens/issuerTokens.ts';
import { hashOfOpaqueToken, looksOpaque } from '../tokens/opaqueToken.ts';
import type { PublicKeys } from '../tokens/publicKeys.ts';
import { verifyAuthToken } from '../tokens/verifier.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';

/** A credential whose own text is good; the state behind it is still to be checked. */
export type Credential =
  | { readonly kind: 'issuer'; readonly personId: PersonId; readonly claims: IssuerClaims }
  | { readonly kind: 'authToken'; readonly claims: AuthTokenClaims }
  | { readonly kind: 'opaque'; readonly hash: string };

/** The credentials of one request, by the header they came in. */
export interface Credentials {
  readonly authorization: Credential | undefined;
  readonly serviceUser: Extract<Credential, { kind: 'authToken' }> | undefined;
}

/** The credential is not accepted: 401 with one public code; the reason is for the log (A4). */
export class CredentialRejected extends Error {
  override readonly name = 'CredentialRejected';
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** What credentials are verified with. */
export interface Verifiers {
  readonly issuerTokens: IssuerTokens;
  readonly publicKeys: PublicKeys;
  /** Our own issuer, and the audience of tokens for this API. */
  readonly issuer: string;
  readonly serviceUserHeader: string;
}

/**
 * Reads and verifies both credential headers.
 * A header that is sent twice (T18), is empty or holds a bad token refuses the request; it never falls back (T8).
 * @throws CredentialRejected
 */
export async function readCredentials(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders'>,
  verifiers: Verifiers,
  now: Instant = systemClock(),
): Promise<Credentials> {
  const headers = event.multiValueHeaders ?? {};
  const authorization = singleHeader(headers, 'authorization');
  const serviceUser = singleHeader(headers, verifiers.serviceUserHeader.toLowerCase());
  if (authorization === undefined && serviceUser === undefined) throw new CredentialRejected('missing');
  const verify = async (token: string | undefined) =>
    token === undefined ? undefined : await verifyToken(token, verifiers, now);
  return {
    authorization: await verify(authorization === undefined ? undefined : bearerToken(authorization)),
    serviceUser: onlyAuthToken(await verify(serviceUser)),
  };
}

/** A token of another kind in the service-user header is refused before anything is read (T8). */
function onlyAuthToken(credential: Credential | undefined): Credentials['serviceUser'] {
  if (credential === undefined || credential.kind === 'authToken') return credential;
  throw new CredentialRejected('wrong-kind');
}

/** The one value of a header, in whatever case its name is written. */
export function singleHeader(
  headers: Readonly<Record<string, readonly string[] | undefined>>,
  lowerCaseName: string,
): string | undefined {
  const values = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === lowerCaseName)
    .flatMap(([, list]) => list ?? []);
  if (values.length > 1) throw new CredentialRejected('repeated-header');
  return values[0]?.trim();
}

/** Long-lived tokens are accepted bare too (SPEC section 6). */
function bearerToken(value: string): string {
  if (looksOpaque(value)) return value;
  const token = /^bearer +(\S+)$/i.exec(value)?.[1];
  if (token === undefined) throw new CredentialRejected('malformed');
  return token;
}

function opaque(token: string): Credential {
  const hash = hashOfOpaqueToken(token);
  if (hash === undefined) throw new CredentialRejected('checksum');
  return { kind: 'opaque', hash };
}

/** The form chooses the verifier, and of a JWT its `iss`, which the verifier then pins. */
async function verifyToken(token: string, verifiers: Verifiers, now: Instant): Promise<Credential> {
  if (looksOpaque(token)) return opaque(token);
  const claims = decodeJsonObject(token.split('.')[1] ?? '');
  if (claims === undefined) throw new CredentialRejected('malformed');
  if (claims['iss'] === verifiers.issuer) {
    const expected = { issuer: verifiers.issuer, audience: verifiers.issuer, now };
    const verified = await verifyAuthToken(token, verifiers.publicKeys, expected);
    if ('fault' in verified) throw new CredentialRejected(verified.fault);
    return { kind: 'authToken', claims: verified.claims };
  }
  const { issuerTokens } = verifiers;
  if (claims['iss'] !== issuerTokens.issuer) throw new CredentialRejected('unknown-issuer');
  const person = await issuerTokens.verify(token);
  if (person === undefined) throw new CredentialRejected('issuer-token');
  return { kind: 'issuer', personId: personIdOf(issuerTokens.issuer, person.subject), claims: person };
}
