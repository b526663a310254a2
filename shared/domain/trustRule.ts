import type { ServiceUserId, TrustRuleId } from './ids.ts';
import { addMinutes, instant, type Instant } from './time.ts';
import type { UserRef } from './user.ts';

/** One claim that a token must hold with exactly this value. */
export interface Condition {
  /** The name of a claim, or a path into nested ones: `["kubernetes.io","namespace"]` is written `/kubernetes.io/namespace`. */
  readonly claim: string;
  readonly equals: string | number | boolean;
}

/** Which tokens of an outside issuer stand for a service user (SPEC section 11). */
export interface TrustRule {
  readonly trustRuleId: TrustRuleId;
  readonly userId: ServiceUserId;
  /** Unique per service user. */
  readonly name: string;
  /** The `iss` of the tokens, exactly. */
  readonly issuer: string;
  /** What `aud` must be or hold, exactly. */
  readonly audience: string;
  readonly conditions: readonly Condition[];
  /** The role of the tokens that it gives; else the default role. */
  readonly roleId: string | undefined;
  /** The longest life of the tokens that it gives. */
  readonly maxDurationMinutes: number;
  /** Keys in place of the issuer's own, for networks that cannot reach it. */
  readonly jwks: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly createdAt: Instant;
  readonly createdBy: UserRef;
  readonly updatedAt: Instant;
  readonly version: number;
  /** The version with which it last changed in more than its name: tokens that it gave before have ended. */
  readonly termsVersion: number;
}

/** The most trust rules of one service user, and the most public keys. */
export const mostPerUser = 20;

/** Issuers from which anybody can get a token, with the claims that say whose it is; a branch, say, is called main everywhere. */
const sharedIssuers: Readonly<Record<string, readonly string[]>> = {
  'https://token.actions.githubusercontent.com': [
    'repository',
    'repository_id',
    'repository_owner',
    'repository_owner_id',
    'job_workflow_ref',
    'enterprise_id',
    'sub',
  ],
  'https://gitlab.com': ['project_path', 'project_id', 'namespace_path', 'namespace_id', 'sub'],
};

/** The claims of which a rule needs one, so that it does not trust everybody at its issuer; undefined when it is well. */
export function lacksOwner({
  issuer,
  conditions,
}: Pick<TrustRule, 'issuer' | 'conditions'>): readonly string[] | undefined {
  const owners = Object.hasOwn(sharedIssuers, issuer) ? sharedIssuers[issuer] : undefined;
  return owners === undefined || conditions.some(({ claim }) => owners.includes(claim)) ? undefined : owners;
}

/**
 * Whether two URLs name the same issuer, however they are written: case of scheme and host, default port, a dot or slashes at the end.
 * A rule for our own issuer would let one service user become another, without the person in `act` (T16).
 */
export function isSameIssuer(one: string, other: string): boolean {
  return spelledOut(one) === spelledOut(other);
}

/** Who issues what this API accepts by itself: no rule stands for that. */
export interface OwnIssuers {
  /** Of our own tokens. */
  readonly issuer: string;
  /** Of people's sign-ins, and the audience that these are for. */
  readonly signIn: { readonly issuer: string; readonly audience: string };
}

/**
 * Whose tokens a rule would trust that are this API's own. By those of a sign-in a person would act as a service user without a
 * share, without the person in `act`, and also where the person is disabled here.
 */
export function ownTokens(
  { issuer, audience }: Pick<TrustRule, 'issuer' | 'audience'>,
  own: OwnIssuers,
): 'tokens of this API' | 'sign-ins of people' | undefined {
  if (isSameIssuer(issuer, own.issuer)) return 'tokens of this API';
  const isSignIn = isSameIssuer(issuer, own.signIn.issuer) && audience === own.signIn.audience;
  return isSignIn ? 'sign-ins of people' : undefined;
}

function spelledOut(issuer: string): string {
  const url = URL.parse(issuer);
  if (url === null) return issuer;
  const { protocol, hostname, port, pathname } = url;
  return `${protocol}//${hostname.replace(/\.$/, '')}:${port}${pathname.replace(/\/+$/, '')}`;
}

/** Claims of a token as its issuer wrote them. */
export type Claims = Readonly<Record<string, unknown>>;

/** One question about a token, and its answer. */
export interface Check {
  readonly check: 'issuer' | 'audience' | 'claim' | 'times' | 'signature' | 'replay';
  /** Which claim, for `claim`. */
  readonly claim?: string;
  readonly expected?: string;
  /** What the token says. */
  readonly actual?: string;
  readonly holds: boolean;
}

/** What a rule asks of the claims of a token, question by question; no rule admits what is our own. */
export function checkRule(rule: TrustRule, claims: Claims, issuers: OwnIssuers): Check[] {
  const audiences = [claims['aud']].flat();
  const own = ownTokens(rule, issuers);
  return [
    {
      check: 'issuer',
      expected: own === undefined ? rule.issuer : `no ${own}`,
      ...shown(claims['iss']),
      holds: own === undefined && claims['iss'] === rule.issuer,
    },
    {
      check: 'audience',
      expected: rule.audience,
      ...shown(claims['aud']),
      holds: audiences.includes(rule.audience),
    },
    ...rule.conditions.map(({ claim, equals }): Check => {
      const actual = claimAt(claims, claim);
      return { check: 'claim', claim, expected: String(equals), ...shown(actual), holds: actual === equals };
    }),
  ];
}

/** Seconds by which the clocks of an outside issuer may differ from ours (SPEC section 5). */
export const issuerLeewaySeconds = 60;

/** Whether a token is within its times: it must end, and may not begin in the future. */
export function checkTimes({ exp, nbf, iat }: Claims, now: Instant): Check {
  const at = now / 1000;
  const begun = [nbf, iat].every(
    (time) => time === undefined || (isTime(time) && time <= at + issuerLeewaySeconds),
  );
  return {
    check: 'times',
    expected: 'exp in the future; nbf and iat, where given, in the past',
    ...shown({ exp, nbf, iat }),
    holds: isTime(exp) && exp + issuerLeewaySeconds > at && begun,
  };
}

/** Until when a token is remembered as used: it is not accepted later anyway. */
export function forgottenAt({ exp }: Claims): Instant {
  return addMinutes(instant((isTime(exp) ? exp : 0) * 1000), issuerLeewaySeconds / 60);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e11;
}

/** A claim by its name; a name that begins with `/` is a path into nested claims, as a JSON pointer (RFC 6901). */
export function claimAt(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return ownValue(claims, name);
  const steps = name.slice(1).split('/');
  return steps.reduce<unknown>(
    (value, step) => ownValue(value, step.replaceAll('~1', '/').replaceAll('~0', '~')),
    claims,
  );
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function shown(value: unknown): { actual?: string } {
  if (value === undefined) return {};
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { actual: text.toWellFormed().slice(0, 500) };
}
