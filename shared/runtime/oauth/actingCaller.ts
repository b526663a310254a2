import { decide } from '../../policy/decide.ts';
import { rules, type Action } from '../../policy/rules.ts';
import type { ProblemCode } from '../../problems/catalogue.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { RoleNotUsable } from '../activeRole.ts';
import { authenticate, type Authenticated } from '../authenticate.ts';
import { TokenPolicyBroken } from '../authenticateToken.ts';
import type { RequestContext } from '../call.ts';
import type { Caller } from '../caller.ts';
import { CredentialRejected, verifyToken, type Credential, type Credentials } from '../credentials.ts';
import type { FactSource } from '../factSource.ts';
import { loadFacts, wantFacts } from '../loadFacts.ts';
import { log } from '../log.ts';
import { unmarkedUse } from '../markUsed.ts';
import { configuredMembership, provisionPerson } from '../provision.ts';
import { missingTarget } from '../targets.ts';
import { wantCredentials } from '../wantCredentials.ts';
import type { Seen } from './markSeen.ts';
import type { OAuthDependencies } from './oauthDependencies.ts';

/** What a token that came in a form is accepted for. */
export interface Acting {
  readonly token: string;
  readonly call: RequestContext;
  readonly dependencies: OAuthDependencies;
}

/** A decided request: who calls, as a caller and as a user, or the code of the refusal. */
export type ActingDecision =
  { readonly caller: Caller; readonly seen: Seen } | { readonly refused: ProblemCode };

/**
 * Authenticates the holder of a token and decides an action on a service user, from consistent reads, exactly as the authorizer
 * does for the operation of that action.
 * @returns undefined when the token is not good, whatever the reason; the reason is for the log.
 */
export async function decideActing(
  acting: Acting,
  action: Action,
  userId: string,
): Promise<ActingDecision | undefined> {
  const { table } = acting.dependencies;
  const source: FactSource = {
    rule: rules[action],
    params: { userId },
    transferTo: [],
    snapshot: new Snapshot(table),
    table,
  };
  const who = await authenticateActing(acting, source);
  if (who === undefined) return undefined;
  const missing = missingTarget(source.params, source.snapshot, 'POST');
  if (missing !== undefined) return { refused: missing };
  const { facts, access, target } = await loadFacts(source, who);
  const decision = decide(source.rule, facts);
  if (!decision.allowed) return { refused: decision.code };
  const { principal, user } = who;
  const needed = target === undefined ? {} : { user: target };
  return {
    caller: { principal, access, missing: undefined, by: decision.by, ...needed },
    seen: { user, ...unmarkedUse(who.token, acting.call.now) },
  };
}

/** Authenticates the holder of a token. @returns undefined when it is not good. */
export async function authenticateActing(
  { token, call, dependencies }: Acting,
  source: FactSource,
): Promise<Authenticated | undefined> {
  try {
    const authorization = await verifyToken(token, dependencies, call.now);
    const credentials: Credentials = { authorization, serviceUser: undefined };
    wantCredentials(source.snapshot, credentials);
    wantFacts(source, personBehind(authorization), true);
    await source.snapshot.load();
    return await authenticate(credentials, contextOf({ call, dependencies }, source));
  } catch (error) {
    const rejected =
      error instanceof CredentialRejected ||
      error instanceof TokenPolicyBroken ||
      error instanceof RoleNotUsable;
    if (!rejected) throw error;
    log.info('refused', {
      requestId: call.requestId,
      code: 'credential-rejected',
      reason: error.message,
    });
    return undefined;
  }
}

function contextOf({ call, dependencies }: Omit<Acting, 'token'>, { snapshot, table }: FactSource) {
  const isConfiguredMember = configuredMembership(dependencies);
  const { requestId, sourceIp, now } = call;
  return {
    ...{ snapshot, table, now, sourceIp, isConfiguredMember },
    tokenPolicy: dependencies.tokenPolicy,
    wantedRoleId: undefined,
    provision: async (...[claims, known]: ProvisionInput) =>
      await provisionPerson(
        { claims, known, isMember: isConfiguredMember(claims), request: { requestId, sourceIp } },
        dependencies,
      ),
  };
}

type ProvisionInput = Parameters<Parameters<typeof authenticate>[1]['provision']>;

function personBehind(credential: Credential): string | undefined {
  if (credential.kind === 'issuer') return credential.personId;
  return credential.kind === 'authToken' ? credential.claims.act?.sub : undefined;
}
