import type { ServiceUser } from '../../domain/user.ts';
import { forgottenAt, type TrustRule } from '../../domain/trustRule.ts';
import { isOAuthError, oauthError, type OAuthError } from '../../problems/oauthError.ts';
import { putAudit } from '../../store/audit.ts';
import { usedAssertionKey, type AssertionName } from '../../store/keys.ts';
import type { Write } from '../../store/table.ts';
import { queryTrustRules } from '../../store/trustRules.ts';
import { useAssertion } from '../../store/usedAssertions.ts';
import { decodeOutsideJwt, type OutsideJwt } from '../../tokens/outsideJws.ts';
import { boundRole, defaultRole } from '../activeRole.ts';
import { CredentialRejected } from '../credentials.ts';
import { judge, mayMatch, nameOfToken } from '../judgeTrust.ts';
import { log } from '../log.ts';
import { wantAudience, type AccessGrant } from './accessGrant.ts';
import { clientUserId, enabledClient } from './authenticateAssertion.ts';
import { asExchange, issueAccess, type TokenReply } from './issueAccess.ts';
import { accessGrantOf, type Requested } from './requestedGrant.ts';

/** One answer for every reason, so that nobody learns from outside whom a service user trusts; `explain` tells those with access. */
const unaccepted = oauthError('invalid_request', 'The subject token is not accepted for this client.');

/** Workload identity federation: a token of an outside issuer for an access token of the service user that trusts it. */
export async function exchangeOutside(requested: Requested): Promise<TokenReply | OAuthError> {
  const { body } = requested.call;
  if (body.client_id === undefined) return oauthError('invalid_request', 'client_id is missing.');
  if (body.actor_token !== undefined)
    return oauthError('invalid_request', 'actor_token is not for this subject.');
  const token = decodeOutsideJwt(body.subject_token ?? '');
  if (token === undefined) return unaccepted;
  try {
    const trusted = await trust(body.client_id, token, requested);
    return isOAuthError(trusted) ? trusted : await issue(trusted, token, requested);
  } catch (error) {
    if (!(error instanceof CredentialRejected)) throw error;
    log.info('refused', {
      requestId: requested.call.requestId,
      code: 'invalid_request',
      reason: error.reason,
    });
    return unaccepted;
  }
}

interface Trusted {
  readonly user: ServiceUser;
  readonly rule: TrustRule;
  readonly name: AssertionName;
}

/** The first rule, in the order of their making, that the token meets. */
async function trust(
  clientId: string,
  token: OutsideJwt,
  { call: { body, now, requestId }, snapshot, dependencies }: Requested,
): Promise<Trusted | OAuthError> {
  const userId = await clientUserId(clientId, snapshot);
  const used = usedAssertionKey(nameOfToken(token));
  snapshot.want(used);
  wantAudience(snapshot, body);
  const [user, rules] = await Promise.all([
    enabledClient(userId, snapshot),
    queryTrustRules(dependencies.table, userId),
  ]);
  const { outsideKeys, ownIssuers } = dependencies;
  const before = (await snapshot.fetch(used)) !== undefined;
  // Of a token whose key the rule names the write alone tells.
  const isUsed = ({ signer }: AssertionName) => signer === undefined && before;
  const judging = { outsideKeys, ownIssuers, now, isUsed };
  for (const rule of rules.filter((one) => mayMatch(one, token.claims, judging))) {
    const { matches, checks, name } = await judge(rule, token, judging);
    if (matches) return { user, rule, name };
    const failed = checks.find(({ holds }) => !holds);
    log.info('refused', {
      requestId,
      code: 'invalid_request',
      trustRuleId: rule.trustRuleId,
      reason: failed?.check,
    });
    if (failed?.check === 'replay') return usedBefore;
  }
  return unaccepted;
}

const usedBefore = oauthError('invalid_request', 'The subject token was used before.');

/** The token counts as used in the same transaction that records the session: of two at once one wins, and none is lost to a failure. */
async function issue(
  { user, rule, name }: Trusted,
  token: OutsideJwt,
  requested: Requested,
): Promise<TokenReply | OAuthError> {
  const { snapshot, dependencies } = requested;
  const role = await (rule.roleId === undefined
    ? defaultRole(user, snapshot)
    : boundRole(user, rule.roleId, snapshot));
  const { trustRuleId, termsVersion: version, maxDurationMinutes: longestMinutes } = rule;
  const source = { kind: 'trustRule' as const, trustRuleId, version };
  const grant = await accessGrantOf({ user, role, source, longestMinutes }, requested);
  if (isOAuthError(grant)) return grant;
  const once = useAssertion(name, forgottenAt(token.claims));
  const writes = [once, auditOf(grant, { rule, token, requested })];
  const issued = await issueAccess(grant, { writes }, dependencies);
  if ('reply' in issued) return asExchange(issued.reply);
  return usedBefore;
}

function auditOf(
  { sessionId, user, role, now }: AccessGrant,
  { rule, token, requested }: { rule: TrustRule; token: OutsideJwt; requested: Requested },
): Write {
  const { operation, requestId, sourceIp } = requested.call;
  const { sub } = token.claims;
  return putAudit({
    eventId: requested.dependencies.newId('event'),
    at: now,
    action: operation,
    actorId: user.userId,
    serviceUserId: user.userId,
    tokenId: undefined,
    targetId: user.userId,
    roleId: role.roleId,
    reason: undefined,
    detail: {
      sessionId,
      trustRuleId: rule.trustRuleId,
      issuer: rule.issuer,
      ...(typeof sub === 'string' ? { subject: sub.slice(0, 255).toWellFormed() } : {}),
    },
    requestId,
    sourceIp,
  });
}
