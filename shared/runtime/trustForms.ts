import type * as z from 'zod';
import type { trustRuleOperations } from '../contract/trustRules.ts';
import type { ClientKey } from '../domain/clientKey.ts';
import { toIso } from '../domain/time.ts';
import type { TrustRule } from '../domain/trustRule.ts';
import type { Judged } from './judgeTrust.ts';

type Rows = typeof trustRuleOperations;

/** A trust rule on the wire. */
export function trustRuleToWire(from: TrustRule): z.input<Rows['createTrustRule']['reply'][201]> {
  return {
    TrustRuleId: from.trustRuleId,
    Name: from.name,
    Issuer: from.issuer,
    Audience: from.audience,
    Conditions: from.conditions.map(({ claim, equals }) => ({ Claim: claim, Equals: equals })),
    RoleId: from.roleId ?? null,
    MaxDurationMinutes: from.maxDurationMinutes,
    Jwks: from.jwks === undefined ? null : { keys: from.jwks.map((key) => ({ ...key })) },
    CreatedAt: toIso(from.createdAt),
    CreatedBy: { UserId: from.createdBy.userId, DisplayName: from.createdBy.displayName },
    UpdatedAt: toIso(from.updatedAt),
  };
}

/** A client key on the wire: what it is called and how it signs, not the key itself. */
export function clientKeyToWire(from: ClientKey): z.input<Rows['addClientKey']['reply'][201]> {
  return {
    ClientKeyId: from.clientKeyId,
    Name: from.name,
    Algorithm: from.algorithm,
    CreatedAt: toIso(from.createdAt),
    CreatedBy: { UserId: from.createdBy.userId, DisplayName: from.createdBy.displayName },
  };
}

/** What a rule says of a token, on the wire. */
export function judgedToWire({
  rule,
  checks,
  matches,
}: Judged): z.input<Rows['explainTrustRules']['reply'][200]>['Rules'][number] {
  return {
    TrustRuleId: rule.trustRuleId,
    Name: rule.name,
    Matches: matches,
    Checks: checks.map(({ check, claim, expected, actual, holds }) => ({
      Check: check,
      ...(claim === undefined ? {} : { Claim: claim }),
      ...(expected === undefined ? {} : { Expected: expected }),
      ...(actual === undefined ? {} : { Actual: actual }),
      Holds: holds,
    })),
  };
}
