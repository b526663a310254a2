import type { TokenId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { formerAlive, type OwnToken } from '../domain/token.ts';
import { refuse, type Refusal } from '../problems/refusal.ts';
import type { Table, Write } from '../store/table.ts';
import { getSecrets, revokeSecrets, tokensCreatedBy } from '../store/tokens.ts';
import { commit, type CommittingCall } from './commit.ts';
import type { Dependencies } from './dependencies.ts';

/** A service user, and who created tokens on it. */
export interface Creator {
  readonly userId: string;
  readonly personId: string;
}

/** A token with its secrets that work still. */
interface Working {
  readonly token: OwnToken;
  readonly hashes: readonly string[];
}

/** Tokens that are revoked in one transaction. */
export interface Revocation {
  readonly tokenIds: readonly TokenId[];
  readonly writes: readonly Write[];
}

/** Most writes of a transaction that does nothing else, below the 100 that one takes. */
const perTransaction = 90;
const maxPasses = 5;

/** What revokes every token that a person created on a service user: transactions of at most so many writes, tokens whole. */
export async function revocationsOf(
  table: Table,
  creator: Creator,
  { now, most = perTransaction }: { now: Instant; most?: number },
): Promise<{ readonly tokenIds: TokenId[]; readonly parts: Revocation[] }> {
  const tokens = await tokensCreatedBy(table, { ...creator, now });
  const working = await workingOf(table, tokens, now);
  return { tokenIds: tokens.map(({ tokenId }) => tokenId), parts: packed(working, now, most) };
}

async function workingOf(table: Table, tokens: readonly OwnToken[], now: Instant): Promise<Working[]> {
  const unended = tokens.map((token) => ({
    token,
    hashes: [token.hash, ...formerAlive(token, now).map(({ hash }) => hash)],
  }));
  const secrets = await getSecrets(
    table,
    unended.flatMap(({ hashes }) => hashes),
  );
  const works = new Set(
    secrets.flatMap((secret) =>
      secret === undefined || secret.revokedAt !== undefined || hasEnded(secret.expiresAt, now)
        ? []
        : [secret.hash],
    ),
  );
  return unended
    .map(({ token, hashes }) => ({ token, hashes: hashes.filter((hash) => works.has(hash)) }))
    .filter(({ hashes }) => hashes.length > 0);
}

function hasEnded(expiresAt: Instant | undefined, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

function packed(working: readonly Working[], now: Instant, most: number): Revocation[] {
  const parts: Revocation[] = [];
  let open: Revocation = { tokenIds: [], writes: [] };
  for (const { token, hashes } of working) {
    const writes = revokeSecrets(token, hashes, now);
    if (open.writes.length > 0 && open.writes.length + writes.length > most) {
      parts.push(open);
      open = { tokenIds: [], writes: [] };
    }
    open = { tokenIds: [...open.tokenIds, token.tokenId], writes: [...open.writes, ...writes] };
  }
  return open.writes.length === 0 ? parts : [...parts, open];
}

/**
 * Revokes what is left of the tokens that a person created on a service user, and answers the ids of all of them. The person's
 * share is gone by now, so nothing is added; what somebody else changed between read and write is looked at again.
 */
export async function revokeRest(
  call: CommittingCall,
  creator: Creator,
  dependencies: Pick<Dependencies, 'table' | 'newId'>,
): Promise<TokenId[] | Refusal<'changed-meanwhile' | 'not-allowed'>> {
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    const { tokenIds, parts } = await revocationsOf(dependencies.table, creator, call);
    if (parts.length === 0) return tokenIds;
    for (const part of parts) await revoke(call, { ...creator, part }, dependencies);
  }
  return refuse('changed-meanwhile');
}

/** A part that is lost to another change is found again by the next pass. */
async function revoke(
  call: CommittingCall,
  { userId, personId, part }: Creator & { part: Revocation },
  dependencies: Pick<Dependencies, 'table' | 'newId'>,
): Promise<void> {
  await commit(
    call,
    {
      followsUp: true,
      writes: part.writes,
      audit: { targetId: userId, detail: { granteeId: personId, revokedTokens: part.tokenIds } },
      reply: { status: 200 },
    },
    dependencies,
  );
}
