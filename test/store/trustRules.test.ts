import { expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import type { TrustRule } from '../../shared/domain/trustRule.ts';
import { putTrustRule, readTrustRule } from '../../shared/store/trustRules.ts';

const rule: TrustRule = {
  trustRuleId: newId('trustRule'),
  userId: newId('serviceUser'),
  name: 'nightly',
  issuer: 'https://ci.example.com',
  audience: 'https://service-users.example.com',
  conditions: [{ claim: 'repository', equals: 'acme/warehouse' }],
  roleId: undefined,
  maxDurationMinutes: 60,
  jwks: [{ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
  createdAt: instant(0),
  createdBy: { userId: 'usr_x', displayName: 'Ada' },
  updatedAt: instant(0),
  version: 7,
  termsVersion: 5,
};

it('a trust rule is read as it was stored; T13 one from before names were told apart ends tokens with every version', () => {
  const { put: item = {} } = putTrustRule(rule) as { put?: Record<string, unknown> };
  expect(readTrustRule(item)).toEqual(rule);
  const { termsVersion: _, ...older } = item;
  expect(readTrustRule(older)).toEqual({ ...rule, termsVersion: 7 });
});
