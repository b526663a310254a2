import type { Instant } from '../domain/time.ts';
import { expression, type Expression } from './expression.ts';

/** A share, or a user's being on a tag. */
export interface Grant {
  readonly createdAt: Instant;
  /** Undefined: given before there were such ids. */
  readonly grantId?: string | undefined;
}

const unnamed = 'since-';

/** What a grant is known by: taken and given again it is another one, whatever the clocks of those who gave it say. */
export function grantOf({ grantId, createdAt }: Grant): string {
  return grantId ?? `${unnamed}${createdAt}`;
}

/** Repeats as a condition that a grant is still the one that was read. */
export function isGrant(grant: string): Expression {
  return grant.startsWith(unnamed)
    ? expression`attribute_not_exists(#grantId)`
    : expression`#grantId = ${grant}`;
}

/**
 * Which grants count. Not those from before the user's own item: a person who was deleted and comes again has the same id and
 * inherits nothing. For a token, only those that its access rested on: what was taken away and given again revives no token.
 */
export interface Counting {
  readonly since: Instant;
  /** All when left out. */
  readonly among?: ReadonlySet<string>;
}

/** Whether a grant counts. */
export function grantCounts(grant: Grant, { since, among }: Counting): boolean {
  return since <= grant.createdAt && (among?.has(grantOf(grant)) ?? true);
}
