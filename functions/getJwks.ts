import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tokenAlgorithm } from '../shared/tokens/claims.ts';

/** All keys that a living token may be signed with: the current one, the next one, and those retired for less than 190 minutes. */
export const handle: Handle<(typeof publicOperations)['getJwks'], Dependencies> = async (
  _call,
  { publicKeys },
) => {
  const keys = await publicKeys.all();
  return {
    status: 200,
    body: {
      keys: keys.map(({ kid, x, y }) => ({
        kty: 'EC',
        crv: 'P-256',
        x,
        y,
        kid,
        alg: tokenAlgorithm,
        use: 'sig',
      })),
    },
    headers: { 'Cache-Control': 'public, max-age=300' },
  };
};

/** The Lambda function. */
export const handler = serve(publicOperations, 'getJwks', handle);
