import type { Identity } from './identity.ts';
import { answerTo, TokenRefused } from './refused.ts';
import type { Requirements, TokenVerifier } from './tokenVerifier.ts';

/** As much of an event of API Gateway (REST or HTTP), a function URL or a load balancer as is used. */
export interface LambdaEvent {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, string[] | undefined>> | null | undefined;
}

/** What such a function answers when the token is refused. */
export interface LambdaRefusal {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Wraps the handler of a function behind API Gateway: it is called with who sent the request, or not at all. */
export function lambdaGuard<Event extends LambdaEvent, Context, Answer>(
  verifier: TokenVerifier,
  handle: (event: Event, identity: Identity, context: Context) => Promise<Answer>,
  requirements?: Requirements,
) {
  return async (event: Event, context: Context): Promise<Answer | LambdaRefusal> => {
    const verified = await verifier
      .verifyRequest((name) => headerOf(event, name), requirements)
      .catch((error: unknown) => {
        if (error instanceof TokenRefused) return error;
        throw error;
      });
    if (!(verified instanceof TokenRefused)) return handle(event, verified, context);
    const { status, headers, body } = answerTo(verified);
    return { statusCode: status, headers: { ...headers }, body };
  };
}

/** Every value that was sent under a name, in any case; more than one is refused (T18). */
function headerOf({ headers, multiValueHeaders }: LambdaEvent, name: string): string | undefined {
  const named = <Value>(fields: Readonly<Record<string, Value>> | null | undefined): Value[] =>
    Object.entries(fields ?? {})
      .filter(([key]) => key.toLowerCase() === name)
      .map(([, value]) => value);
  const many = named(multiValueHeaders).flatMap((values) => values ?? []);
  const single = named(headers).filter((value) => value !== undefined);
  const values = many.length > 0 ? many : single;
  if (values.length > 1) throw new TokenRefused('invalid_token', `${name} was sent twice`);
  return values[0];
}
