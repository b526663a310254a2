import type { AuthorizerSettings } from './apiDefinition.ts';
import type { AuthorizerCache } from './authorizerCache.ts';
import type { InvocationResult } from './executionEnvironment.ts';
import type { GatewayFailure } from './gatewayResponse.ts';
import { asRecord } from './json.ts';
import { decideByPolicy } from './policyDocument.ts';
import { authorizerEvent, headerOf, methodArnOf } from './proxyEvent.ts';
import type { RequestScope } from './proxyEvent.ts';

/** What an authorizer answered, in the form that can be kept. */
export interface AuthorizerAnswer {
  readonly policy: unknown;
  /** `principalId` and the context, every value as text, as proxy events carry them. */
  readonly context: Readonly<Record<string, string>>;
}

/** The way into the function, or the answer in its place. */
export type Authorization =
  | { readonly allowed: true; readonly context: Readonly<Record<string, string>> | undefined }
  | {
      readonly allowed: false;
      readonly failure: GatewayFailure;
      readonly context: Readonly<Record<string, string>>;
    };

/** What authorization needs of the gateway. */
export interface AuthorizeParts {
  readonly invoke: (functionArn: string, event: object) => Promise<InvocationResult>;
  readonly cache: AuthorizerCache<AuthorizerAnswer>;
}

const refuse = (
  type: GatewayFailure['type'],
  message: string,
  context: Readonly<Record<string, string>> = {},
): Authorization => ({ allowed: false, failure: { type, message }, context });

const unauthorized = (): Authorization => refuse('UNAUTHORIZED', 'Unauthorized');

function identityValue(source: string, scope: RequestScope): string | undefined {
  const [, , place, ...name] = source.split('.');
  if (source.startsWith('context.'))
    return source === 'context.identity.sourceIp' ? scope.request.sourceIp : source;
  if (place === 'header') return headerOf(scope.headers, name.join('.'));
  if (place === 'querystring') return scope.query[name.join('.')]?.at(-1);
  return undefined;
}

/** Undefined when a source is missing or empty: API Gateway then answers 401 without a call. */
function identityOf(authorizer: AuthorizerSettings, scope: RequestScope): readonly string[] | undefined {
  const values = authorizer.identitySources.map((source) => identityValue(source, scope) ?? '');
  if (values.includes('')) return undefined;
  const [token = ''] = values;
  const valid = authorizer.type === 'request' || (authorizer.validation?.test(token) ?? true);
  return valid ? values : undefined;
}

/** Undefined when the answer is not one that API Gateway accepts: no policy, or a context that holds structures. */
function readAnswer(payload: string | undefined): AuthorizerAnswer | undefined {
  const { principalId, policyDocument, context } = asRecord(
    payload === undefined ? undefined : JSON.parse(payload),
  );
  if (policyDocument === undefined) return undefined;
  const entries = Object.entries(asRecord(context)).filter(([, value]) => value !== null);
  if (entries.some(([, value]) => typeof value === 'object')) return undefined;
  const named = [['principalId', principalId ?? ''], ...entries] as [string, unknown][];
  return {
    policy: policyDocument,
    context: Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
  };
}

function judge(answer: AuthorizerAnswer, scope: RequestScope): Authorization {
  const verdict = decideByPolicy(answer.policy, methodArnOf(scope));
  const { context } = answer;
  if (verdict === 'allow') return { allowed: true, context };
  if (verdict === undefined)
    return refuse('AUTHORIZER_CONFIGURATION_ERROR', 'Internal server error', context);
  const explicit = verdict === 'explicitDeny' ? ' with an explicit deny' : '';
  return refuse('ACCESS_DENIED', `User is not authorized to access this resource${explicit}`, context);
}

/** Asks the route's authorizer, or its kept answer, whether the request may go on. */
export async function authorize(scope: RequestScope, parts: AuthorizeParts): Promise<Authorization> {
  const { authorizer } = scope.match.route;
  if (!authorizer) return { allowed: true, context: undefined };
  const identity = identityOf(authorizer, scope);
  if (!identity) return unauthorized();
  const key = JSON.stringify([authorizer.name, ...identity]);
  const kept = parts.cache.get(key);
  if (kept) return judge(kept, scope);
  const event = authorizerEvent(scope, authorizer, identity[0] ?? '');
  const result = await parts.invoke(authorizer.functionArn, event);
  if (!result.ok) {
    return result.errorMessage === 'Unauthorized'
      ? unauthorized()
      : refuse('AUTHORIZER_FAILURE', 'Internal server error');
  }
  const answer = readAnswer(result.payload);
  if (!answer) return refuse('AUTHORIZER_CONFIGURATION_ERROR', 'Internal server error');
  parts.cache.set(key, answer, authorizer.ttlSeconds);
  return judge(answer, scope);
}
