import type { ServiceUserId, TrustRuleId } from '../domain/ids.ts';
import { instant } from '../domain/time.ts';
import type { Condition, TrustRule } from '../domain/trustRule.ts';
import { expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt } from './fields.ts';
import { trustRuleKey, trustRulePrefix, userKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** Parses a trust rule. @throws Error when the item is malformed. */
export function readTrustRule(item: Item): TrustRule {
  const version = numberAt(item, 'version');
  return {
    trustRuleId: stringAt(item, 'trustRuleId') as TrustRuleId,
    userId: stringAt(item, 'userId') as ServiceUserId,
    name: stringAt(item, 'name'),
    issuer: stringAt(item, 'issuer'),
    audience: stringAt(item, 'audience'),
    conditions: item['conditions'] as Condition[],
    roleId: optionalStringAt(item, 'roleId'),
    maxDurationMinutes: numberAt(item, 'maxDurationMinutes'),
    // Kept as text: a key may hold what the table has no form for.
    jwks: item['jwks'] === undefined ? undefined : (JSON.parse(stringAt(item, 'jwks')) as TrustRule['jwks']),
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: { userId: stringAt(item, 'createdById'), displayName: stringAt(item, 'createdByName') },
    updatedAt: instant(numberAt(item, 'updatedAt')),
    version,
    // Rules from before there was one: every change counted.
    termsVersion: item['termsVersion'] === undefined ? version : numberAt(item, 'termsVersion'),
  };
}

/** Stores a new rule, or the next version of one; fails where somebody changed or removed it since it was read. */
export function putTrustRule({ createdBy, jwks, ...fields }: TrustRule): Write {
  return {
    put: {
      ...trustRuleKey(fields.userId, fields.trustRuleId),
      entity: 'trustRule',
      ...fields,
      createdById: createdBy.userId,
      createdByName: createdBy.displayName,
      ...(jwks === undefined ? {} : { jwks: JSON.stringify(jwks) }),
    },
    condition:
      fields.version === 1
        ? expression`attribute_not_exists(#pk)`
        : expression`#version = ${fields.version - 1}`,
  };
}

/** Removes a rule; fails where somebody changed or removed it since it was read. */
export function removeTrustRule({ userId, trustRuleId, version }: TrustRule): Write {
  return { remove: trustRuleKey(userId, trustRuleId), condition: expression`#version = ${version}` };
}

/** Repeats that a rule is as it was read. */
export function checkTrustRule({ userId, trustRuleId, version }: TrustRule): Write {
  return { check: trustRuleKey(userId, trustRuleId), condition: expression`#version = ${version}` };
}

/** All rules of a service user, oldest first: one consistent read, since their number is limited. */
export async function queryTrustRules(table: Table, userId: string): Promise<TrustRule[]> {
  const { pk } = userKey(userId);
  const page = await table.query({
    key: expression`#pk = ${pk} AND begins_with(#sk, ${trustRulePrefix})`,
  });
  return page.items.map(readTrustRule);
}
