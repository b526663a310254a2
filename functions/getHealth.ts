import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { servePublic } from '../shared/runtime/servePublic.ts';

/** Answers without touching any dependency: it tells whether the API answers, not whether all of it works. */
export const handle: Handle<(typeof publicOperations)['getHealth'], unknown> = () =>
  Promise.resolve({ status: 200, body: { Status: 'ok' } });

/** The Lambda function. */
export const handler = servePublic(publicOperations, 'getHealth', handle);
