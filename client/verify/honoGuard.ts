import type { Identity } from './identity.ts';
import { answerTo, TokenRefused } from './refused.ts';
import type { Requirements, TokenVerifier } from './tokenVerifier.ts';

/** As much of a Hono context as is used. */
export interface HonoContext {
  readonly req: { header(name: string): string | undefined };
  set(key: 'identity', value: Identity): void;
}

/** Middleware for Hono: `context.get('identity')` is who sent the request, or it answers for the service. */
export function honoGuard(verifier: TokenVerifier, requirements?: Requirements) {
  return async (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    try {
      // Fetch joins what was sent twice by a comma, which is in no token.
      context.set('identity', await verifier.verifyRequest((name) => context.req.header(name), requirements));
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      const { status, headers, body } = answerTo(error);
      return new Response(body, { status, headers });
    }
    await next();
    return undefined;
  };
}
