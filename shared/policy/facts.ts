import type { Permission } from '../domain/role.ts';

/**
 * The closed vocabulary of facts a rule can name. Each is established once per request from
 * consistent reads; one that could not be established is a defect, never a default.
 */
export const factNames = [
  /** The caller has a valid credential. */
  'signedIn',
  /** The caller is in Super-Admin mode; never while a service user is assumed. */
  'superAdminMode',
  /** The caller is a person whom configuration, the identity provider's group or the registry makes a Super-Admin member. */
  'superAdminMember',
  /** The request runs as a service user, by its own credential or assumed (the IsServiceUser flag). */
  'actingAsServiceUser',
  /** The target user is the identity that the request runs as. */
  'targetIsSelf',
  'targetIsPerson',
  'targetIsServiceUser',
  /** The target's status is `enabled`. */
  'targetEnabled',
  /** The caller is a person with an Owner share of the target, direct or through a tag. */
  'accessToTarget',
  /** The caller holds the role or is one of its role managers. */
  'accessToRole',
  /** The caller is one of the role's managers. */
  'managesRole',
  /** The caller is an Owner of the tag. */
  'ownsTag',
  /** The caller owns the resource, or has an Owner share of it, direct or through a tag. */
  'ownsResource',
  /** The caller has a share of the resource of any type, direct or through a tag. */
  'accessToResource',
  /** A transfer user is named but is unknown, disabled, the user itself or a service user. */
  'transferUserUnsuitable',
] as const;

/** The name of a plain fact. */
export type FactName = (typeof factNames)[number];

/** A fact of a rule: a plain one, or `may:<permission>`, true when the active role holds the permission. */
export type Fact = FactName | `may:${Permission}`;

/** What was established for one request. A missing fact is a defect (see decide). */
export type Facts = ReadonlyMap<Fact, boolean>;
