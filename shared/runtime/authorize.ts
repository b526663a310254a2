import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { operationAt } from '../contract/routeOf.ts';
import { operationRows, type OperationId } from '../contract/operations.ts';
import { decide } from '../policy/decide.ts';
import { rules, type Rule } from '../policy/rules.ts';
import { problems, type ProblemCode } from '../problems/catalogue.ts';
import { Snapshot } from '../store/snapshot.ts';
import { authenticate, RoleNotUsable, wantCredentials, type Authenticated } from './authenticate.ts';
import { readCredentials, singleHeader, type Credentials, type Verifiers } from './credentials.ts';
import type { Dependencies } from './dependencies.ts';
import { encodeCaller } from './caller.ts';
import { loadFacts, missingTarget, wantFacts, type FactSource } from './loadFacts.ts';
import { configuredMembership, markActive, provisionPerson } from './provision.ts';

/** What the authorizer works with beside the common dependencies. */
export interface AuthorizerDependencies extends Dependencies, Verifiers {
  readonly superAdmins: readonly string[];
  readonly superAdminGroup: string;
}

/** The outcome for one request: what API Gateway is told, and why, for the log. */
export interface Authorization {
  readonly operation: OperationId | undefined;
  readonly result: APIGatewayAuthorizerResult;
  readonly code: ProblemCode | undefined;
  readonly by: readonly string[];
}

/**
 * Authenticates and decides one request by its row's rule, from consistent reads, before any function runs.
 * @throws CredentialRejected for 401; any other error is answered 503, never Allow.
 */
export async function authorize(
  event: APIGatewayRequestAuthorizerEvent,
  dependencies: AuthorizerDependencies,
): Promise<Authorization> {
  const operation = operationAt(event.httpMethod, event.resource);
  const row = operation === undefined ? undefined : operationRows[operation];
  if (row === undefined || row.action === 'public') return denied(event, operation, 'route-not-found');
  const credentials = await readCredentials(event, dependencies, dependencies.clock());
  const source = factSource(event, rules[row.action], dependencies);
  const changes = row.method !== 'GET';
  wantCredentials(source.snapshot, credentials);
  wantFacts(source, personOf(credentials), changes);
  await source.snapshot.load();
  try {
    const caller = await authenticateIn(event, { credentials, source, dependencies });
    return await decideFor(event, { operation, changes, source, caller, dependencies });
  } catch (error) {
    if (error instanceof RoleNotUsable) return denied(event, operation, 'role-not-usable');
    throw error;
  }
}

function factSource(
  event: APIGatewayRequestAuthorizerEvent,
  rule: Rule,
  { table }: Dependencies,
): FactSource {
  // A path such as /users/me/events is /users/{userId}/events of oneself.
  const params = {
    ...(event.resource.startsWith('/users/me/') ? { userId: 'me' } : {}),
    ...event.pathParameters,
  };
  return { rule, params, snapshot: new Snapshot(table), table };
}

/** The person who may turn out to be the caller, so that a share of the target is read in the first round trip. */
function personOf({ authorization, serviceUser }: Credentials): string | undefined {
  for (const credential of [serviceUser, authorization]) {
    if (credential?.kind === 'issuer') return credential.personId;
    if (credential?.kind === 'authToken') return credential.claims.act.sub;
  }
  return undefined;
}

async function authenticateIn(
  event: APIGatewayRequestAuthorizerEvent,
  request: { credentials: Credentials; source: FactSource; dependencies: AuthorizerDependencies },
): Promise<Authenticated> {
  const { credentials, source, dependencies } = request;
  const isConfiguredMember = configuredMembership(dependencies);
  return await authenticate(credentials, {
    snapshot: source.snapshot,
    table: dependencies.table,
    now: dependencies.clock(),
    wantedRoleId: singleHeader(event.multiValueHeaders ?? {}, 'x-role-id'),
    isConfiguredMember,
    provision: async (claims, known) =>
      await provisionPerson({ claims, known, isMember: isConfiguredMember(claims), event }, dependencies),
  });
}

interface Deciding {
  readonly operation: OperationId | undefined;
  readonly changes: boolean;
  readonly source: FactSource;
  readonly caller: Authenticated;
  readonly dependencies: AuthorizerDependencies;
}

async function decideFor(
  event: APIGatewayRequestAuthorizerEvent,
  deciding: Deciding,
): Promise<Authorization> {
  const { operation, changes, source, caller, dependencies } = deciding;
  const missing = missingTarget(source, changes);
  if (missing !== undefined) return allowed(event, operation, { caller, missing, access: undefined, by: [] });
  const { facts, access } = await loadFacts(source, caller);
  const decision = decide(source.rule, facts);
  if (!decision.allowed) return denied(event, operation, decision.code, decision.by);
  await markActive(caller.user, dependencies);
  return allowed(event, operation, { caller, missing: undefined, access, by: decision.by });
}

type Allowing = Parameters<typeof encodeCaller>[1] & { readonly caller: Authenticated };

/** Allow for exactly this method and path: the policy of one request says nothing about another. */
function allowed(
  event: APIGatewayRequestAuthorizerEvent,
  operation: OperationId | undefined,
  allowing: Allowing,
): Authorization {
  const { caller, ...facts } = allowing;
  const context = encodeCaller(caller.principal, facts);
  return {
    operation,
    code: undefined,
    by: facts.by,
    result: policy(event, 'Allow', { principalId: caller.principal.userId, context }),
  };
}

/** Deny with the code and text that the gateway response renders as a problem document. */
function denied(
  event: APIGatewayRequestAuthorizerEvent,
  operation: OperationId | undefined,
  code: ProblemCode,
  by: readonly string[] = [],
): Authorization {
  const { title, remedy } = problems[code];
  return {
    operation,
    code,
    by,
    result: policy(event, 'Deny', { principalId: 'refused', context: { code, title, detail: remedy } }),
  };
}

function policy(
  event: APIGatewayRequestAuthorizerEvent,
  effect: 'Allow' | 'Deny',
  answer: Pick<APIGatewayAuthorizerResult, 'principalId' | 'context'>,
): APIGatewayAuthorizerResult {
  return {
    ...answer,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: event.methodArn }],
    },
  };
}
