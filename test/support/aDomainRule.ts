import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import type { TrustRule } from '../../shared/domain/trustRule.ts';

/** A trust rule as the domain has it: of a pipeline's issuer, for one repository. */
export const aDomainRule: TrustRule = {
  trustRuleId: newId('trustRule'),
  userId: newId('serviceUser'),
  name: 'ci',
  issuer: 'https://ci.example.com',
  audience: 'https://service-users.example.com',
  conditions: [{ claim: 'repository', equals: 'acme/warehouse' }],
  roleId: undefined,
  maxDurationMinutes: 60,
  jwks: undefined,
  createdAt: instant(0),
  createdBy: { userId: 'usr_x', displayName: 'Ada' },
  updatedAt: instant(0),
  version: 1,
  termsVersion: 1,
};
