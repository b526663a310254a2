import { oauthOperations } from '../shared/contract/oauth.ts';
import type { Handle } from '../shared/runtime/call.ts';
import { setting } from '../shared/runtime/config.ts';
import { servePublic } from '../shared/runtime/servePublic.ts';
import { serverMetadata } from '../shared/runtime/serverMetadata.ts';

/** The same as OpenID's document, at the place where OAuth clients look (RFC 8414). */
export const handle: Handle<(typeof oauthOperations)['getAuthorizationServerMetadata'], unknown> = () =>
  Promise.resolve({
    status: 200,
    body: serverMetadata(setting('ISSUER')),
    headers: { 'Cache-Control': 'public, max-age=300' },
  });

/** The Lambda function. */
export const handler = servePublic(oauthOperations, 'getAuthorizationServerMetadata', handle);
