import { newId, type UserId } from '../../shared/domain/ids.ts';
import { addDays, instant } from '../../shared/domain/time.ts';
import type { OwnToken, TokenSecret } from '../../shared/domain/token.ts';
import { newOpaqueToken, tokenHash } from '../../shared/tokens/opaqueToken.ts';

/** Both records of a token, and its value. */
export interface ATokenWithValue {
  readonly value: string;
  readonly own: OwnToken;
  readonly secret: TokenSecret;
}

type Given = Partial<OwnToken> & Partial<Pick<TokenSecret, 'generation' | 'revokedAt' | 'lastUsedAt'>>;

/** A token of some service user that was just made and lives for 90 days, but for what is given. */
export function aToken({ generation = 1, revokedAt, lastUsedAt, ...given }: Given = {}): ATokenWithValue {
  const value = newOpaqueToken('sut');
  const tokenId = newId('token');
  const userId: UserId = newId('serviceUser');
  const own: OwnToken = {
    tokenId,
    userId,
    kind: 'service',
    name: `nightly ${tokenId}`,
    roleId: undefined,
    lifeDays: 90,
    allowedCidrs: undefined,
    hash: tokenHash(value),
    previous: [],
    createdAt: instant(1_750_000_000_000),
    createdBy: { userId: 'usr_00000000000000000000000001', displayName: 'Ada' },
    createdAs: undefined,
    version: 1,
    ...given,
  };
  const { lifeDays, createdAt } = own;
  const secret: TokenSecret = {
    tokenId: own.tokenId,
    userId: own.userId,
    kind: own.kind,
    name: own.name,
    roleId: own.roleId,
    lifeDays,
    allowedCidrs: own.allowedCidrs,
    hash: own.hash,
    generation,
    createdAt,
    expiresAt: lifeDays === undefined ? undefined : addDays(createdAt, lifeDays),
    revokedAt,
    lastUsedAt,
  };
  return { value, own, secret };
}
