import * as z from 'zod';
import { defineOperations } from './operation.ts';
import { text } from './wire.ts';

/** Grant type of token exchange (RFC 8693 section 2.1). */
export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** Grant types of the token endpoint. */
export const grantTypes = ['client_credentials', tokenExchange] as const;
/** Token types of exchange (RFC 8693 section 3); the last names a service user to assume by its id. */
export const tokenTypes = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  userId: 'urn:service-users:token-type:user-id',
} as const;
/** The type of client assertions (RFC 7523 section 2.2). */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const short = z.string().max(500).optional();
const token = z.string().max(16_384).optional();

/** How a client says who it is in the body, where it does not by HTTP Basic. */
const clientFields = {
  client_id: short.meta({ description: 'UserId or UserName of a service user.' }),
  client_secret: short.meta({ description: 'A service token of that service user.' }),
  client_assertion_type: short,
  client_assertion: token,
};

/** The answer of the token endpoint (RFC 6749 section 5.1, RFC 8693 section 2.2.1). */
export const tokenAnswer = z
  .object({
    access_token: z.string(),
    issued_token_type: z.string().optional(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: 'TokenAnswer' });

/** The answer of introspection (RFC 7662 section 2.2); `active` alone for everything unknown or dead. */
export const introspection = z
  .object({
    active: z.boolean(),
    scope: z.string().optional(),
    client_id: z.string().optional(),
    username: z.string().optional(),
    token_type: z.literal('Bearer').optional(),
    exp: z.int().optional(),
    iat: z.int().optional(),
    sub: z.string().optional(),
    aud: z.string().optional(),
    iss: z.string().optional(),
    jti: z.string().optional(),
    act: z.object({ sub: z.string() }).optional(),
    IsServiceUser: z.boolean().optional(),
    role_id: z.string().optional(),
    roles: z.array(z.string()).optional(),
    token_use: z.string().optional(),
  })
  .meta({ id: 'Introspection' });

/** What a client discovers of this authorization server (RFC 8414 section 2). */
export const serverMetadata = {
  issuer: z.string(),
  jwks_uri: z.string(),
  token_endpoint: z.string(),
  introspection_endpoint: z.string(),
  revocation_endpoint: z.string(),
  response_types_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  token_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  introspection_endpoint_auth_methods_supported: z.array(z.string()),
  introspection_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
  revocation_endpoint_auth_methods_supported: z.array(z.string()),
  revocation_endpoint_auth_signing_alg_values_supported: z.array(z.string()),
};

/** The OAuth 2.0 endpoints (SPEC section 11). They authenticate their clients themselves. */
export const oauthOperations = defineOperations({
  getAuthorizationServerMetadata: {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    action: 'public',
    summary: 'Endpoints and abilities of this authorization server (RFC 8414)',
    impact: 'OAuth clients cannot discover the endpoints.',
    reply: { 200: z.object(serverMetadata) },
    problems: [],
    uses: [],
  },
  exchangeToken: {
    method: 'POST',
    path: '/oauth2/token',
    action: 'public',
    summary: 'Issues an access token: client credentials, or an exchange of another token',
    impact: 'No integration gets an access token; pipelines stop as theirs end.',
    form: z.object({
      grant_type: short.meta({ description: `\`${grantTypes.join('` or `')}\`.` }),
      ...clientFields,
      scope: z
        .string()
        .max(2000)
        .optional()
        .meta({ description: 'Permissions of the role; all of them when left out.' }),
      resource: short.meta({ description: 'The audience as a URI (RFC 8707): our issuer.' }),
      audience: short.meta({ description: 'The audience: our issuer, or the id of an application.' }),
      role: short.meta({ description: 'For assuming: a role that the service user holds.' }),
      duration_minutes: z.string().max(10).optional(),
      reason: text(1000).optional(),
      subject_token: token,
      subject_token_type: short,
      actor_token: token,
      actor_token_type: short,
      requested_token_type: short,
    }),
    reply: { 200: tokenAnswer },
    problems: [],
    errors: 'oauth',
    uses: ['table:read', 'table:write', 'kms:sign', 'credentials:verify', 'issuers:read'],
  },
  introspectToken: {
    method: 'POST',
    path: '/oauth2/introspect',
    action: 'public',
    summary: 'Says whether a token of this product works now, and whose it is (RFC 7662)',
    impact: 'Services that need revocation to be instant cannot ask.',
    form: z.object({ token, token_type_hint: short, ...clientFields }),
    reply: { 200: introspection },
    problems: [],
    errors: 'oauth',
    uses: ['table:read', 'table:write', 'credentials:verify'],
  },
  revokeOAuthToken: {
    method: 'POST',
    path: '/oauth2/revoke',
    action: 'public',
    summary: 'Ends a token of this product at once (RFC 7009)',
    impact: 'OAuth clients cannot end their tokens.',
    form: z.object({ token, token_type_hint: short, ...clientFields }),
    reply: { 200: z.object({}) },
    problems: [],
    errors: 'oauth',
    uses: ['table:read', 'table:write', 'credentials:verify'],
  },
});
