import * as z from 'zod';
import { serverMetadata } from './oauth.ts';
import { defineOperations } from './operation.ts';

/** What anybody may read without a credential (SPEC section 11). */
export const publicOperations = defineOperations({
  getJwks: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    action: 'public',
    summary: 'The public keys that verify tokens of this product (RFC 7517)',
    impact: 'Other services cannot verify new tokens once their copy of the keys has expired.',
    reply: {
      200: z.object({
        keys: z.array(
          z.object({
            kty: z.literal('EC'),
            crv: z.literal('P-256'),
            x: z.string(),
            y: z.string(),
            kid: z.string(),
            alg: z.literal('ES256'),
            use: z.literal('sig'),
          }),
        ),
      }),
    },
    problems: [],
    uses: ['table:read'],
    produces: 'application/jwk-set+json',
  },
  getDiscovery: {
    method: 'GET',
    path: '/.well-known/openid-configuration',
    action: 'public',
    summary: 'Where the issuer, its keys and its algorithms are found (OpenID Connect Discovery 1.0)',
    impact: 'Other services cannot discover the keys of this issuer.',
    reply: {
      200: z.object({
        ...serverMetadata,
        subject_types_supported: z.array(z.string()),
        id_token_signing_alg_values_supported: z.array(z.string()),
      }),
    },
    problems: [],
    uses: [],
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    action: 'public',
    summary: 'This API as an OpenAPI 3.1 document',
    impact: 'Nobody can read the description of the API.',
    reply: { 200: z.record(z.string(), z.unknown()) },
    problems: [],
    uses: [],
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    action: 'public',
    summary: 'Whether the API answers',
    impact: 'Monitors take the API for dead.',
    reply: { 200: z.object({ Status: z.literal('ok') }) },
    problems: [],
    uses: [],
  },
});
