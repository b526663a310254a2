import { ConfigurationError } from './exitCodes.ts';
import { safeAddress } from './settings.ts';

/** As much of a discovery document as is used (OpenID Connect Discovery 1.0). */
export interface Issuer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/** Tokens of a sign-in or a refresh. */
export interface IssuedTokens {
  readonly IdToken: string;
  readonly RefreshToken: string | undefined;
}

/** Milliseconds for an answer: two fit well into the time after which a lock counts as abandoned. */
const patience = 10_000;

/** Finds the endpoints of an issuer. */
export async function discover(issuer: string): Promise<Issuer> {
  const base = safeAddress(issuer, 'The issuer');
  const answer = await fetch(`${base}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  });
  const found = answer.ok ? ((await answer.json()) as Partial<Issuer> & { issuer?: string }) : {};
  if (found.issuer?.replace(/\/+$/, '') !== base) {
    throw new ConfigurationError(`${issuer} does not describe itself as an OpenID Connect issuer.`);
  }
  return {
    authorization_endpoint: safeAddress(found.authorization_endpoint ?? '', 'The authorization endpoint'),
    token_endpoint: safeAddress(found.token_endpoint ?? '', 'The token endpoint'),
  };
}

/**
 * Asks the issuer for tokens.
 * @throws ConfigurationError with what the issuer says.
 */
export async function tokensFrom(
  { token_endpoint }: Issuer,
  fields: Readonly<Record<string, string>>,
): Promise<IssuedTokens> {
  const answer = await fetch(token_endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  });
  const found = (await answer.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const { id_token: IdToken, refresh_token: RefreshToken } = found;
  if (!answer.ok || typeof IdToken !== 'string') {
    const why = found['error_description'] ?? found['error'] ?? answer.status;
    throw new ConfigurationError(`The issuer gave no token: ${String(why)}.`);
  }
  return { IdToken, RefreshToken: typeof RefreshToken === 'string' ? RefreshToken : undefined };
}

/** Claims of a token, unverified: for times and names, never to decide by. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return JSON.parse(payload) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** When a JWT ends, in milliseconds since the epoch; undefined for other tokens. */
export function endOf(token: string): number | undefined {
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1000 : undefined;
}
