import document from '../docs/openapi.json' with { type: 'json' };
import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { setting } from '../shared/runtime/config.ts';
import { servePublic } from '../shared/runtime/servePublic.ts';

/** The committed document, with this deployment as its server. */
export const handle: Handle<(typeof publicOperations)['getOpenApi'], unknown> = () =>
  Promise.resolve({ status: 200, body: { ...document, servers: [{ url: setting('ISSUER') }] } });

/** The Lambda function. */
export const handler = servePublic(publicOperations, 'getOpenApi', handle);
