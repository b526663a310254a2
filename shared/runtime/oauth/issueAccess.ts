import { tokenTypes, type tokenAnswer } from '../../contract/oauth.ts';
import type * as z from 'zod';
import { toSeconds } from '../../domain/time.ts';
import { putSession } from '../../store/sessions.ts';
import type { FailedWrite, Write } from '../../store/table.ts';
import { accessClaims, accessSession, type AccessGrant } from './accessGrant.ts';
import { markSeen, type Seen } from './markSeen.ts';
import type { TokenEndpointDependencies } from './oauthDependencies.ts';

/** A success of the token endpoint. */
export interface TokenReply {
  readonly status: 200;
  readonly body: z.input<typeof tokenAnswer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** RFC 6749 section 5.1 asks for `Pragma` beside the `Cache-Control` that every answer has. */
export const uncached = { Pragma: 'no-cache' } as const;

/** What else is written where a token is issued. */
export interface AlsoWritten extends Omit<Seen, 'user'> {
  /** Further writes of the same transaction. */
  readonly writes: readonly Write[];
}

/**
 * Signs, records and only then answers an access token (T17).
 * What the decision relied on is not repeated as conditions: every use of the token reads all of it again, so a race lost here makes
 * a token that is dead at once, and many jobs that use one service token do not stand in each other's way.
 * @returns the writes that failed, by their place in `writes`.
 */
export async function issueAccess(
  grant: AccessGrant,
  { writes, used }: AlsoWritten,
  dependencies: TokenEndpointDependencies,
): Promise<{ readonly reply: TokenReply } | { readonly failed: readonly FailedWrite[] }> {
  const { signer, issuer, table } = dependencies;
  const session = accessSession(grant);
  const claims = accessClaims(grant, session, issuer);
  const accessToken = await signer.sign(claims);
  // Marked beside the transaction, so that it costs no round trip of its own.
  const seen = { user: grant.user, ...(used && { used }) };
  const [failed] = await Promise.all([
    table.transact([...writes, putSession(session)]),
    markSeen(seen, dependencies),
  ]);
  if (failed.length > 0) return { failed };
  const body = {
    access_token: accessToken,
    token_type: 'Bearer' as const,
    expires_in: claims.exp - toSeconds(grant.now),
    scope: claims.scope,
  };
  return { reply: { status: 200, body, headers: uncached } };
}

/** Says of an answer what kind of token it holds, as exchange must (RFC 8693 section 2.2.1). */
export function asExchange(reply: TokenReply): TokenReply {
  return { ...reply, body: { ...reply.body, issued_token_type: tokenTypes.accessToken } };
}
