import type { Entry } from '../../../api/pages.ts';
import { roleName } from '../../../parts/roleName.ts';

/** A long-lived token, as lists show it. */
export type Token = Entry<'listTokens'>;

/** Whose tokens are managed. */
export interface TokenOwner {
  /** `me` for oneself. */
  readonly userId: string;
  /** As the command line calls it. */
  readonly cli: string;
  readonly userName: string;
  readonly enabled: boolean;
  readonly roles: readonly { readonly RoleId: string; readonly RoleName: string }[];
  readonly defaultRoleId: string;
}

const dayMs = 86_400_000;
/** Days before its end from which on a token is pointed out. */
const soonDays = 14;

/** Whether a token that works ends within two weeks. */
export function endsSoon({ State, ExpiresAt }: Token, now: number): boolean {
  return State === 'active' && ExpiresAt !== null && Date.parse(ExpiresAt) - now <= soonDays * dayMs;
}

/** When a token that is made now and lives for so many days ends. */
export function endAfter(days: number, now: number): number {
  return now + days * dayMs;
}

/** A role of the owner as people call it; of one that is not attached any more, the id. */
export function roleOf({ roles }: TokenOwner, roleId: string): string {
  return roleName(roles.find(({ RoleId }) => RoleId === roleId)?.RoleName ?? roleId);
}

/** What a token without a role of its own does. */
export function followsDefault(owner: TokenOwner): string {
  return `Follows the default role (${roleOf(owner, owner.defaultRoleId)})`;
}

/** The first name of the form `svc-loader-1` that no token of the user has. */
export function freeName({ userName, userId }: TokenOwner, taken: readonly string[]): string {
  if (userId === 'me') return '';
  const base = userName.replace(/@service$/, '');
  let at = 1;
  while (taken.includes(`${base}-${at}`)) at += 1;
  return `${base}-${at}`;
}
