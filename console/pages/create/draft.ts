import type { InputOf } from '../../../shared/contract/client.ts';
import { daysOf, usualExpiry, type Expiry } from '../../parts/expiry.ts';

/** What has been typed so far. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly roleId: string;
  /** Ids of those beside Public. */
  readonly teams: readonly string[];
  /** Follows the name until somebody writes another. */
  readonly tokenName: string | undefined;
  readonly expiry: Expiry;
}

/** The least privileged role, which everybody has. */
export const leastRole = 'SystemRole-DefaultUsers';

/** Before anything is typed. */
export const freshDraft: Draft = {
  name: '',
  description: '',
  roleId: leastRole,
  teams: [],
  tokenName: undefined,
  expiry: usualExpiry,
};

/** The name that the token gets. */
export function tokenNameOf({ name, tokenName }: Draft): string {
  return tokenName ?? `${name.trim()}-1`;
}

/** The body of the call, with a token or without. */
export function bodyOf(draft: Draft, withToken: boolean): InputOf<'createUser'>['body'] {
  const { name, description, roleId, teams, expiry } = draft;
  return {
    Name: name.trim(),
    Role: roleId,
    ...(teams.length === 0 ? {} : { Teams: [...teams] }),
    ...(description.trim() === '' ? {} : { Description: description.trim() }),
    ...(withToken ? { Token: { Name: tokenNameOf(draft).trim(), ExpiresInDays: daysOf(expiry) } } : {}),
  };
}

/** The same with the command line. */
export function commandOf({
  Name,
  Role,
  Teams,
  Description,
  Token,
}: InputOf<'createUser'>['body']): string[] {
  return [
    ...['users', 'create', Name],
    ...(Role === undefined ? [] : ['--role', Role]),
    ...(Teams ?? []).flatMap((team) => ['--team', team]),
    ...(Description === undefined ? [] : ['--description', Description]),
    ...(Token === undefined ? [] : ['--token', Token.Name, ...expiryOf(Token.ExpiresInDays)]),
  ];
}

function expiryOf(days: number | null | undefined): string[] {
  if (days === null) return ['--never-expires'];
  return days === undefined ? [] : ['--expires-in-days', String(days)];
}
