import { authTokenOperations } from '../shared/contract/authTokens.ts';
import { assume } from '../shared/runtime/assume.ts';
import { serveWith } from '../shared/runtime/serveWith.ts';
import { createSigningDependencies } from '../shared/runtime/signing.ts';

/** SPEC section 5; token exchange ends in the same decision. */
export const handle = assume;

/** The Lambda function. */
export const handler = serveWith(authTokenOperations, 'createAuthToken', {
  handle,
  dependencies: createSigningDependencies(),
});
