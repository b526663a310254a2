import type { JWTPayload } from 'jose';
import { TokenRefused } from './refused.ts';

/** As whom the issuer is asked about tokens (RFC 7662). */
export interface Introspection {
  /** `UserId` or `UserName` of this service's own service user. */
  readonly clientId: string;
  /** A service token of it. */
  readonly clientSecret: string;
  /** Milliseconds to wait for an answer; 5,000 when left out, as long as for the keys. */
  readonly timeout?: number;
}

/** One question to the issuer. */
export interface Question extends Introspection {
  readonly issuer: string;
  readonly audience: string;
  readonly send: typeof fetch;
}

/**
 * Asks the issuer whether a token is alive now, and what it says. Answers are not kept: a revoked token stops at once.
 * @throws TokenRefused `invalid_token`, or `introspection-unavailable` when the issuer gives no answer.
 */
export async function introspect(token: string, question: Question): Promise<JWTPayload> {
  const answer = await ask(token, question);
  if (answer['active'] !== true) throw new TokenRefused('invalid_token', 'the issuer says it is not active');
  const { iss, aud } = answer as JWTPayload;
  if (iss !== undefined && iss !== question.issuer) throw new TokenRefused('invalid_token', 'another issuer');
  if (aud !== undefined && ![aud].flat().includes(question.audience)) {
    throw new TokenRefused('invalid_token', 'another audience');
  }
  return answer;
}

async function ask(
  token: string,
  { issuer, clientId, clientSecret, timeout = 5_000, send }: Question,
): Promise<Readonly<Record<string, unknown>>> {
  const encoded = [clientId, clientSecret].map((part) =>
    new URLSearchParams({ '': part }).toString().slice(1),
  );
  try {
    const response = await send(`${issuer.replace(/\/+$/, '')}/oauth2/introspect`, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: `Basic ${btoa(encoded.join(':'))}` },
      body: new URLSearchParams({ token }),
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeout),
    });
    // All of the question but the token is well-formed: empty or too long.
    if (response.status === 400 || response.status === 413) return { active: false };
    if (!response.ok) throw new Error(`answered ${String(response.status)}`);
    return (await response.json()) as Readonly<Record<string, unknown>>;
  } catch (error) {
    // Not knowing is no reason to let anybody in.
    throw new TokenRefused('introspection-unavailable', error instanceof Error ? error.message : 'no answer');
  }
}
