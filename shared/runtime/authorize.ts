import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { routeOf } from '../contract/routeOf.ts';
import type { OperationId } from '../contract/operations.ts';
import { isServiceUserId } from '../domain/ids.ts';
import { decide } from '../policy/decide.ts';
import { rules, type Rule } from '../policy/rules.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { Snapshot } from '../store/snapshot.ts';
import { RoleNotUsable } from './activeRole.ts';
import { authenticate, type Authenticated } from './authenticate.ts';
import { TokenPolicyBroken } from './authenticateToken.ts';
import { readCredentials, singleHeader, type Credentials } from './credentials.ts';
import { wantCredentials } from './wantCredentials.ts';
import { allow, deny } from './authorizerAnswer.ts';
import { handedOver } from './caller.ts';
import type { AuthorizerDependencies } from './authorizerDependencies.ts';
import type { Dependencies } from './dependencies.ts';
import type { FactSource } from './factSource.ts';
import { endLostMembership, staysAsLast } from './endLostMembership.ts';
import { loadFacts, wantFacts } from './loadFacts.ts';
import { wantOwnership } from './ownershipFacts.ts';
import { missingTarget } from './targets.ts';
import { wantTransferUser } from './transferFacts.ts';
import { configuredMembership, markActive, provisionPerson } from './provision.ts';
import { unmarkedUse } from './markUsed.ts';
import { hintFor } from './tokenHints.ts';

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
  const [operation, action] = routeOf(event.httpMethod, event.resource) ?? [];
  if (action === undefined || action === 'public') return refused(event, operation, 'route-not-found');
  const credentials = await readCredentials(event, dependencies, dependencies.clock());
  const source = factSource(event, rules[action], dependencies);
  wantCredentials(source.snapshot, credentials);
  wantFacts(source, personOf(credentials), event.httpMethod !== 'GET');
  wantOwnership(source, credentials);
  wantTransferUser(source);
  await source.snapshot.load();
  try {
    const caller = await authenticateIn(event, { credentials, source, dependencies });
    return { operation, ...(await decideFor(event, { operation, source, caller, dependencies })) };
  } catch (error) {
    if (error instanceof RoleNotUsable) return refused(event, operation, 'role-not-usable');
    if (error instanceof TokenPolicyBroken) {
      return { operation, code: 'token-policy', by: [], result: deny(event, 'token-policy', error.detail) };
    }
    throw error;
  }
}

function refused(
  event: APIGatewayRequestAuthorizerEvent,
  operation: OperationId | undefined,
  code: ProblemCode,
): Authorization {
  return { operation, code, by: [], result: deny(event, code) };
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
  const transferTo = event.multiValueQueryStringParameters?.['transferTo'] ?? [];
  return { rule, params, transferTo, snapshot: new Snapshot(table), table };
}

/** The person who may turn out to be the caller, so that a share of the target is read in the first round trip. */
function personOf({ authorization, serviceUser }: Credentials): string | undefined {
  const credential = serviceUser ?? authorization;
  if (credential?.kind === 'issuer') return credential.personId;
  return credential?.kind === 'opaque' ? personHinted(credential.hash) : credential?.claims.act?.sub;
}

function personHinted(hash: string): string | undefined {
  const userId = hintFor(hash)?.userId;
  return userId === undefined || isServiceUserId(userId) ? undefined : userId;
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
    sourceIp: event.requestContext.identity.sourceIp,
    tokenPolicy: dependencies.tokenPolicy,
    wantedRoleId: singleHeader(event.multiValueHeaders ?? {}, 'x-role-id'),
    isConfiguredMember,
    provision: async (claims, known) =>
      await provisionPerson(
        { claims, known, isMember: isConfiguredMember(claims), request: requestOf(event) },
        dependencies,
      ),
  });
}

function requestOf({ requestContext }: APIGatewayRequestAuthorizerEvent) {
  return { requestId: requestContext.requestId, sourceIp: requestContext.identity.sourceIp };
}

interface Deciding {
  readonly operation: OperationId;
  readonly source: FactSource;
  readonly caller: Authenticated;
  readonly dependencies: AuthorizerDependencies;
}

async function decideFor(
  event: APIGatewayRequestAuthorizerEvent,
  { operation, source, caller, dependencies }: Deciding,
): Promise<Omit<Authorization, 'operation'>> {
  const { principal } = caller;
  const missing = missingTarget(source.params, source.snapshot, event.httpMethod);
  if (missing !== undefined) {
    return {
      code: undefined,
      by: [],
      result: allow(event, { principal, missing, access: undefined, by: [] }),
    };
  }
  const { facts: known, access, holdsRole, target } = await loadFacts(source, caller);
  const decision = decide(source.rule, known);
  if (!decision.allowed) {
    const { code } = decision;
    const asked = { ...requestOf(event), snapshot: source.snapshot };
    const stays =
      known.get('superAdminMember') === false && (await endLostMembership(caller, asked, dependencies));
    return { code, by: decision.by, result: deny(event, code, ...(stays ? [staysAsLast] : [])) };
  }
  const marked = await markActive(caller.user, dependencies);
  const { by } = decision;
  const needed = {
    ...handedOver(operation, { caller: marked, target }),
    ...unmarkedUse(caller.token, dependencies.clock()),
  };
  const result = allow(event, { principal, missing: undefined, access, by, holdsRole, ...needed });
  return { code: undefined, by, result };
}
