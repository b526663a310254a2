import { describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import {
  endOfReplaced,
  formerAlive,
  formerStillAlive,
  isMadeBy,
  stateOf,
} from '../../shared/domain/token.ts';
import { aToken } from '../support/aToken.ts';

const at = instant(1_000_000);
const later = instant(1_000_001);
const earlier = instant(999_999);

describe('the state of a token', () => {
  const untouched = { revokedAt: undefined, generation: 3, expiresAt: undefined };

  it.each([
    ['of the generation that its user has', untouched, 'active'],
    ['that ends later', { ...untouched, expiresAt: later }, 'active'],
    ['that ends now', { ...untouched, expiresAt: at }, 'expired'],
    ['that ended', { ...untouched, expiresAt: earlier }, 'expired'],
    ['that was revoked', { ...untouched, revokedAt: earlier }, 'revoked'],
    ['D14 of an earlier generation', { ...untouched, generation: 2 }, 'revoked'],
    ['of a generation that is not yet', { ...untouched, generation: 4 }, 'revoked'],
    ['K7 that was revoked and ended', { ...untouched, revokedAt: earlier, expiresAt: at }, 'expired'],
  ] as const)('is derived: one %s', (_, secret, expected) => {
    expect(stateOf(secret, 3, at)).toBe(expected);
  });
});

describe('a replaced secret', () => {
  it('ends after the overlap, never later than it would have', () => {
    expect(endOfReplaced({ expiresAt: undefined }, at)).toBe(at);
    expect(endOfReplaced({ expiresAt: later }, at)).toBe(at);
    expect(endOfReplaced({ expiresAt: earlier }, at)).toBe(earlier);
  });

  it('counts as alive until it ends', () => {
    const previous = [earlier, at, later].map((endsAt) => ({ hash: String(endsAt), endsAt }));
    const { own } = aToken({ previous });
    expect(formerAlive(own, at)).toEqual([{ hash: '1000001', endsAt: later }]);
  });

  it('outlives neither the overlap of a later rotation nor its own end', () => {
    const ends = [earlier, at, later, instant(1_060_000), instant(1_060_001)];
    const { own } = aToken({ previous: ends.map((endsAt) => ({ hash: String(endsAt), endsAt })) });
    expect(formerStillAlive(own, at, 1)).toEqual([
      { hash: '1000001', endsAt: 1_000_001 },
      { hash: '1060000', endsAt: 1_060_000 },
      { hash: '1060001', endsAt: 1_060_000 },
    ]);
    expect(formerStillAlive(own, at, 0)).toEqual([]);
  });
});

describe('who knows a secret of a token', () => {
  const [creator, rotator] = ['usr_00000000000000000000000001', 'usr_00000000000000000000000002'];
  const former = (endsAt: typeof at) => [{ hash: 'h', endsAt, by: rotator }];

  it.each([
    ['C14 its creator, whoever rotated it since', { secretBy: rotator }, creator],
    ['who made the current secret', { secretBy: rotator }, rotator],
    ['who made a former one that works still', { previous: former(later) }, rotator],
  ])('is %s', (_, given, personId) => {
    expect(isMadeBy(aToken(given).own, personId, at)).toBe(true);
  });

  it.each([
    ['by a former one that has ended', { previous: former(at) }],
    ['else', {}],
  ])('is nobody %s', (_, given) => {
    expect(isMadeBy(aToken(given).own, rotator, at)).toBe(false);
  });
});
