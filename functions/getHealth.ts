import { publicOperations } from '../shared/contract/publicOperations.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';

/** Answers without touching any dependency: it tells whether the API answers, not whether all of it works. */
export const handle: Handle<(typeof publicOperations)['getHealth'], Dependencies> = () =>
  Promise.resolve({ status: 200, body: { Status: 'ok' } });

/** The Lambda function. */
export const handler = serve(publicOperations, 'getHealth', handle);
