import type { Identity } from './identity.ts';
import { answerTo, TokenRefused } from './refused.ts';
import type { Requirements, TokenVerifier } from './tokenVerifier.ts';

/** As much of an Express or `node:http` request as is used; the identity is put on it. */
export interface ExpressRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders?: readonly string[];
  identity?: Identity;
}

/** As much of an Express or `node:http` response as is used. */
export interface ExpressResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** Middleware for Express: sets `request.identity`, or answers for the service. */
export function expressGuard(verifier: TokenVerifier, requirements?: Requirements) {
  return async (
    request: ExpressRequest,
    response: ExpressResponse,
    next: (error?: unknown) => void,
  ): Promise<void> => {
    try {
      request.identity = await verifier.verifyRequest((name) => headerOf(request, name), requirements);
    } catch (error) {
      if (!(error instanceof TokenRefused)) return next(error);
      const { status, headers, body } = answerTo(error);
      response.statusCode = status;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.end(body);
      return;
    }
    next();
  };
}

/** Node keeps only the first of two `Authorization` headers; a credential that is sent twice is refused (T18). */
function headerOf({ headers, rawHeaders = [] }: ExpressRequest, name: string): string | undefined {
  const times = rawHeaders.filter((raw, index) => index % 2 === 0 && raw.toLowerCase() === name).length;
  const value = headers[name];
  if (times > 1 || Array.isArray(value)) throw new TokenRefused('invalid_token', `${name} was sent twice`);
  return value;
}
