import * as z from 'zod';
import { mostPerUser } from '../domain/trustRule.ts';
import { defineOperations } from './operation.ts';
import { distinctName, durationMinutes, label, nameRule, roleId, text, time, userRef } from './wire.ts';

/** A URL with which nothing but a host, a port and a path is named, so that it can be compared as text. */
const plainUrl = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s?#@\\]+$/, 'must be a plain URL, without user, query or fragment');

const claimValue = z
  .union([text(500).min(1), z.number(), z.boolean()])
  .refine((value) => value !== '*', 'must not be a lone wildcard: values are compared exactly')
  .meta({ description: 'The whole value, compared exactly: nothing in it is a wildcard.' });

const condition = z.strictObject({
  Claim: text(255)
    .min(1)
    .meta({ description: 'A claim, or a path into nested ones such as `/kubernetes.io/namespace`.' }),
  Equals: claimValue,
});

const jwk = z.record(z.string().max(32), z.unknown());

const fields = {
  Name: distinctName(255).meta({ description: nameRule }),
  Issuer: plainUrl.meta({ description: 'The `iss` of the tokens, exactly.' }),
  Audience: text(500).min(1).meta({ description: 'What `aud` must be or hold, exactly.' }),
  Conditions: z
    .array(condition)
    .min(1)
    .max(20)
    .meta({ description: 'All must hold. An issuer serves many: at least one says whose token it is.' }),
  RoleId: roleId.optional().meta({ description: 'An attached role; the default role when left out.' }),
  MaxDurationMinutes: durationMinutes.default(60),
  Jwks: z
    .strictObject({ keys: z.array(jwk).min(1).max(10) })
    .optional()
    .meta({ description: 'Public keys in place of those that the issuer publishes, for closed networks.' }),
};

/** Which outside tokens stand for a service user. */
const trustRule = z
  .object({
    TrustRuleId: z.string(),
    Name: z.string(),
    Issuer: z.string(),
    Audience: z.string(),
    Conditions: z.array(
      z.object({ Claim: z.string(), Equals: z.union([z.string(), z.number(), z.boolean()]) }),
    ),
    RoleId: z.string().nullable(),
    MaxDurationMinutes: z.int(),
    Jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).nullable(),
    CreatedAt: time,
    CreatedBy: userRef,
    UpdatedAt: time,
  })
  .meta({ id: 'TrustRule' });

/** A public key for client assertions. */
const clientKey = z
  .object({
    ClientKeyId: z.string().meta({ description: 'The `kid` of its assertions.' }),
    Name: z.string(),
    Algorithm: z.enum(['ES256', 'RS256', 'EdDSA']),
    CreatedAt: time,
    CreatedBy: userRef,
  })
  .meta({ id: 'ClientKey' });

const explained = z.object({
  TrustRuleId: z.string(),
  Name: z.string(),
  Matches: z.boolean(),
  Checks: z.array(
    z.object({
      Check: z.enum(['issuer', 'audience', 'claim', 'times', 'signature', 'replay']),
      Claim: z.string().optional(),
      Expected: z.string().optional(),
      Actual: z.string().optional(),
      Holds: z.boolean(),
    }),
  ),
});

const problems = ['not-for-service-users', 'user-not-found', 'not-a-service-user'] as const;
const create = [
  'user-deleting',
  'limit-reached',
  'changed-meanwhile',
  'request-in-progress',
  'idempotency-key-reused',
] as const;

/** Trust rules and client keys: who gets a service user's token without a stored secret (SPEC section 11). */
export const trustRuleOperations = defineOperations({
  listTrustRules: {
    method: 'GET',
    path: '/users/{userId}/trust-rules',
    action: 'trust.manage',
    summary: `The trust rules of a service user, oldest first; at most ${mostPerUser}`,
    impact: 'Nobody can see which outside tokens are trusted.',
    reply: { 200: z.object({ Items: z.array(trustRule) }) },
    problems,
    uses: ['table:read'],
  },
  createTrustRule: {
    method: 'POST',
    path: '/users/{userId}/trust-rules',
    action: 'trust.manage',
    summary: 'Trusts tokens of an outside issuer to stand for a service user',
    impact: 'No further pipeline can get tokens without a stored secret.',
    body: z.strictObject(fields),
    reply: { 201: trustRule },
    problems: [...problems, 'role-not-held', 'trust-rule-name-taken', ...create],
    uses: ['table:read', 'table:write', 'issuers:read'],
    idempotent: true,
  },
  updateTrustRule: {
    method: 'PATCH',
    path: '/users/{userId}/trust-rules/{trustRuleId}',
    action: 'trust.manage',
    summary: 'Changes a trust rule; tokens that it gave before end, unless its name alone is new',
    impact: 'Trust rules cannot be changed.',
    body: z.strictObject({
      Name: fields.Name.optional(),
      Issuer: fields.Issuer.optional(),
      Audience: fields.Audience.optional(),
      Conditions: fields.Conditions.optional(),
      RoleId: roleId.nullable().optional(),
      MaxDurationMinutes: durationMinutes.optional(),
      Jwks: fields.Jwks.nullable(),
    }),
    reply: { 200: trustRule },
    problems: [
      ...problems,
      'trust-rule-not-found',
      'user-deleting',
      'role-not-held',
      'trust-rule-name-taken',
      'changed-meanwhile',
    ],
    uses: ['table:read', 'table:write', 'issuers:read'],
  },
  deleteTrustRule: {
    method: 'DELETE',
    path: '/users/{userId}/trust-rules/{trustRuleId}',
    action: 'trust.manage',
    summary: 'Removes a trust rule; tokens that it gave end at once',
    impact: 'Trust in an outside issuer cannot be taken back.',
    reply: { 204: z.undefined() },
    problems: [...problems, 'trust-rule-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
  explainTrustRules: {
    method: 'POST',
    path: '/users/{userId}/trust-rules/explain',
    action: 'trust.manage',
    summary: 'Says rule by rule and condition by condition whether a token would be accepted; issues nothing',
    impact: 'People cannot find out why a pipeline gets no token.',
    body: z.strictObject({ Token: z.string().min(1).max(16_384) }),
    reply: { 200: z.object({ Accepted: z.boolean(), Rules: z.array(explained) }) },
    problems,
    uses: ['table:read', 'issuers:read'],
  },
  listClientKeys: {
    method: 'GET',
    path: '/users/{userId}/client-keys',
    action: 'trust.manage',
    summary: `The public keys of a service user for client assertions; at most ${mostPerUser}`,
    impact: 'Nobody can see which keys stand for a service user.',
    reply: { 200: z.object({ Items: z.array(clientKey) }) },
    problems,
    uses: ['table:read'],
  },
  addClientKey: {
    method: 'POST',
    path: '/users/{userId}/client-keys',
    action: 'trust.manage',
    summary: 'Registers a public key with which a service user proves who it is (private_key_jwt)',
    impact: 'No further key can be registered.',
    body: z.strictObject({
      Name: label(255),
      Jwk: jwk.meta({
        description: 'A public key: EC P-256 (ES256), RSA from 2048 bits (RS256) or Ed25519 (EdDSA).',
      }),
    }),
    reply: { 201: clientKey },
    problems: [...problems, 'client-key-taken', ...create],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
  deleteClientKey: {
    method: 'DELETE',
    path: '/users/{userId}/client-keys/{clientKeyId}',
    action: 'trust.manage',
    summary: 'Removes a public key; tokens got with it end at once',
    impact: 'A leaked key cannot be stopped by itself.',
    reply: { 204: z.undefined() },
    problems: [...problems, 'client-key-not-found', 'changed-meanwhile'],
    uses: ['table:read', 'table:write'],
  },
});
