import type { PersonId, ServiceUserId, SessionId, TokenId, TrustRuleId } from './ids.ts';
import type { Instant } from './time.ts';

/** The one role that a request runs under, with the permissions it has now (R4, R7). */
export interface ActiveRole {
  readonly roleId: string;
  readonly roleName: string;
  readonly permissions: readonly string[];
}

/** What a token was got with; it ends with it. */
export type SessionSource =
  | { readonly kind: 'token'; readonly hash: string; readonly tokenId: TokenId }
  | { readonly kind: 'clientKey'; readonly clientKeyId: string; readonly grant: string | undefined }
  | { readonly kind: 'trustRule'; readonly trustRuleId: TrustRuleId; readonly version: number };

interface Common {
  readonly displayName: string;
  readonly role: ActiveRole;
  /** Generation of the user under which the credential was accepted. */
  readonly generation: number;
  /** The long-lived token in use, for the audit. */
  readonly tokenId?: TokenId;
  /** The role that the long-lived token in use is bound to. */
  readonly tokenRoleId?: string;
  /** When the long-lived token or access token in use ends. */
  readonly tokenExpiresAt?: Instant;
  /** The long-lived token in use, or what the access token in use was got with: a token that is got now ends with it too. */
  readonly source?: SessionSource;
  /** Address ranges that the long-lived token in use, or the one that the access token was got with, is accepted from. */
  readonly allowedCidrs?: readonly string[];
  /** Whether the access token in use has fewer permissions than its role: it then makes no token that has them all. */
  readonly narrowed?: true;
}

/** A person by sign-in, by personal access token or in Super-Admin mode. */
export interface PersonPrincipal extends Common {
  readonly kind: 'person';
  readonly userId: PersonId;
  /** Only a person can be in the mode (L3). */
  readonly mode?: { readonly sessionId: SessionId; readonly expiresAt: Instant };
  /** What a mode entered now is recorded under; ending the mode raises it. */
  readonly modeGeneration: number;
  /** Whether the person is a Super-Admin member as far as this credential shows. */
  readonly member: boolean;
}

/** A service user by its own long-lived token or access token. */
export interface ServiceUserPrincipal extends Common {
  readonly kind: 'serviceUser';
  readonly userId: ServiceUserId;
}

/** A service user assumed by a person: what it creates is its own (T6), the person answers for it. */
export interface AssumedPrincipal extends Common {
  readonly kind: 'assumed';
  readonly userId: ServiceUserId;
  readonly person: { readonly userId: PersonId; readonly displayName: string };
  readonly sessionId: SessionId;
  readonly expiresAt: Instant;
}

/** Who a request runs as, and who answers for it. */
export type Principal = PersonPrincipal | ServiceUserPrincipal | AssumedPrincipal;

/** The IsServiceUser flag of a request. */
export function actsAsServiceUser(principal: Principal): boolean {
  return principal.kind !== 'person';
}

/** The person behind a request, where there is one. */
export function personBehind(principal: Principal): PersonId | undefined {
  if (principal.kind === 'person') return principal.userId;
  return principal.kind === 'assumed' ? principal.person.userId : undefined;
}
