import { createHash } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import type { Fetcher } from 'aws-jwt-verify/https';
import { isJwks, SimpleJwksCache, type Jwks } from 'aws-jwt-verify/jwk';
import { idOfBytes, type PersonId } from '../domain/ids.ts';
import { fromSeconds, type Instant } from '../domain/time.ts';
import { decodeJsonObject } from './base64url.ts';

/** What a valid token of the issuer says about a person. Roles and flags in it are ignored. */
export interface IssuerClaims {
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  /** Whether the issuer says that it did not verify the address: then it may be anybody's. Many issuers say nothing. */
  readonly emailRefuted?: boolean;
  readonly name: string | undefined;
  readonly groups: readonly string[];
  /** Whether a group that is not among them is one that the person is not in: so in a token about its holder that holds all groups. */
  readonly namesAllGroups?: boolean;
  readonly issuedAt: Instant;
}

/** The address that a person is known by; others share by it, so one that may be somebody else's is none. */
export function usableEmail({ email, emailRefuted }: IssuerClaims): string | undefined {
  return emailRefuted === true ? undefined : email;
}

/** Leeway on the issuer's clock, in seconds (SPEC section 5). */
const issuerLeewaySeconds = 60;
const fetchTimeoutMs = 5000;
const longestDocumentBytes = 262_144;

/** Verifies tokens of the one trusted OpenID Connect issuer; keys are found by discovery, fetched once and cached. */
export class IssuerTokens {
  readonly issuer: string;
  readonly #clientId: string;
  #verifier: Promise<Verifier> | undefined;

  constructor(issuer: string, clientId: string) {
    this.issuer = issuer;
    this.#clientId = clientId;
  }

  /** @returns undefined for a token that is not good, whatever the reason. @throws Error when the issuer cannot be reached. */
  async verify(token: string): Promise<IssuerClaims | undefined> {
    this.#verifier ??= createVerifier(this.issuer);
    const verifier = await this.#verifier.catch((error: unknown) => {
      this.#verifier = undefined;
      throw error;
    });
    try {
      const payload = await verifier.verify(token);
      return isForUs(payload, this.#clientId) ? readClaims(payload, token) : undefined;
    } catch (error) {
      if (error instanceof IssuerUnavailable) throw error;
      return undefined;
    }
  }
}

/** The issuer's documents could not be read; unlike a bad token this is not the caller's doing. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** A person's id follows from issuer and subject alone: no look-up, and a new email changes nothing. */
export function personIdOf(issuer: string, subject: string): PersonId {
  const bytes = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // UUIDv8 (RFC 9562): an id that no clock makes
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idOfBytes('person', bytes);
}

interface Verifier {
  verify(token: string): Promise<Payload>;
}
type Payload = Readonly<Record<string, unknown>>;

async function createVerifier(issuer: string): Promise<Verifier> {
  const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const jwksUri = discovery['jwks_uri'];
  if (discovery['issuer'] !== issuer || typeof jwksUri !== 'string') {
    throw new IssuerUnavailable('the discovery document is not that of the issuer');
  }
  const fetcher: Fetcher = { fetch: (uri) => fetchBytes(uri) };
  const verifier = JwtVerifier.create(
    { issuer, audience: null, jwksUri, graceSeconds: issuerLeewaySeconds, customJwtCheck: refuseOtherTypes },
    { jwksCache: new SimpleJwksCache({ fetcher, jwksParser: keysOf }) },
  );
  return { verify: async (token) => await verifier.verify(token, { audience: null }) };
}

/** Only the types that ID tokens and access tokens carry: never a logout token or another statement of the issuer. */
function refuseOtherTypes({ header }: { header: object }): void {
  const { typ, crit } = header as Record<string, unknown>;
  const type = typ === undefined ? 'jwt' : String(typ).toLowerCase();
  if (!['jwt', 'at+jwt', 'application/at+jwt'].includes(type) || crit !== undefined) throw new Error('type');
}

/** Issued for our client: as its audience, or, in an access token without audience, as its client id (Cognito). */
function isForUs(payload: Payload, clientId: string): boolean {
  const { token_use: use, aud, sub, exp } = payload;
  const complete = typeof sub === 'string' && sub !== '' && typeof exp === 'number';
  if (!complete || !tokenUses.has(use)) return false;
  if (aud === undefined) return use === 'access' && payload['client_id'] === clientId;
  return [aud].flat().includes(clientId);
}

/** What Cognito says a token is for; other issuers do not say. */
const tokenUses = new Set<unknown>([undefined, 'id', 'access']);

function readClaims(payload: Payload, token: string): IssuerClaims {
  const groups = payload['groups'] ?? payload['cognito:groups'];
  return {
    subject: String(payload['sub']),
    email: text(payload['email']),
    emailVerified: payload['email_verified'] === true || payload['email_verified'] === 'true',
    emailRefuted: payload['email_verified'] === false || payload['email_verified'] === 'false',
    name: text(payload['name']) ?? text(payload['preferred_username']),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
    // Found out when asked, which is seldom: it decodes the header anew.
    get namesAllGroups() {
      return isAboutHolder(payload, token) && !hasGroupsElsewhere(payload);
    },
    issuedAt: fromSeconds(typeof payload['iat'] === 'number' ? payload['iat'] : 0),
  };
}

/** Cognito's tokens of both uses name the groups; access tokens of other issuers need not say anything of their holder. */
function isAboutHolder(payload: Payload, token: string): boolean {
  const type = decodeJsonObject(token.split('.')[0] ?? '')?.['typ'];
  return payload['token_use'] !== undefined || !String(type).toLowerCase().endsWith('at+jwt');
}

/** Entra ID leaves the groups of those out who are in very many, and says where they stand (OpenID Connect Core section 5.6.2). */
function hasGroupsElsewhere(payload: Payload): boolean {
  const elsewhere = payload['_claim_names'];
  const named = typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, 'groups');
  return named || payload['hasgroups'] === true || payload['hasgroups'] === 'true';
}

/** A text claim without characters that would break a log line or a page, or that no table takes. */
function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const clean = value
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, 255)
    .toWellFormed();
  return clean === '' ? undefined : clean;
}

async function fetchJson(uri: string): Promise<Record<string, unknown>> {
  return parseObject(await fetchBytes(uri));
}

/** A page in place of the issuer's documents is no fault of the token. */
function parseObject(bytes: ArrayBuffer): Record<string, unknown> {
  try {
    return { ...(JSON.parse(new TextDecoder().decode(bytes)) as object) };
  } catch (error) {
    throw new IssuerUnavailable('the issuer answers no JSON', { cause: error });
  }
}

function keysOf(bytes: ArrayBuffer): Jwks {
  const keys = parseObject(bytes) as Parameters<typeof isJwks>[0];
  if (!isJwks(keys)) throw new IssuerUnavailable('the issuer answers no keys');
  return keys;
}

/** Reads one of the issuer's documents: no redirects, in time, of bounded size, over TLS unless the host is this machine. */
async function fetchBytes(uri: string): Promise<ArrayBuffer> {
  const url = new URL(uri);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && thisMachine.has(url.hostname))) {
    throw new IssuerUnavailable('not https');
  }
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
    const bytes = await answer.arrayBuffer();
    if (!answer.ok || bytes.byteLength > longestDocumentBytes) throw new Error(`status ${answer.status}`);
    return bytes;
  } catch (error) {
    throw new IssuerUnavailable('the issuer cannot be reached', { cause: error });
  }
}

const thisMachine = new Set(['127.0.0.1', 'localhost', '[::1]']);
