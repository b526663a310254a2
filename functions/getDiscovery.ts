import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { setting } from '../shared/runtime/config.ts';
import { servePublic } from '../shared/runtime/servePublic.ts';
import { tokenAlgorithm } from '../shared/tokens/claims.ts';

/** What a relying service needs in order to find the keys and pin the algorithm. */
export const handle: Handle<(typeof publicOperations)['getDiscovery'], unknown> = () => {
  const issuer = setting('ISSUER');
  return Promise.resolve({
    status: 200,
    body: {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [tokenAlgorithm],
    },
    headers: { 'Cache-Control': 'public, max-age=300' },
  });
};

/** The Lambda function. */
export const handler = servePublic(publicOperations, 'getDiscovery', handle);
