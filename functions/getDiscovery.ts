import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { setting } from '../shared/runtime/config.ts';
import { servePublic } from '../shared/runtime/servePublic.ts';
import { serverMetadata } from '../shared/runtime/serverMetadata.ts';
import { tokenAlgorithm } from '../shared/tokens/claims.ts';

/** What a relying service needs in order to find the endpoints and keys and to pin the algorithm. */
export const handle: Handle<(typeof publicOperations)['getDiscovery'], unknown> = () =>
  Promise.resolve({
    status: 200,
    body: {
      ...serverMetadata(setting('ISSUER')),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [tokenAlgorithm],
    },
    headers: { 'Cache-Control': 'public, max-age=300' },
  });

/** The Lambda function. */
export const handler = servePublic(publicOperations, 'getDiscovery', handle);
