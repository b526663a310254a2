import { refuse, type Refusal } from '../problems/refusal.ts';
import { clientKeyKey, ownTokenKey, sessionKey, trustRuleKey, type Key } from '../store/keys.ts';
import type { Table } from '../store/table.ts';

/** What a path names within the user that it names, by parameter: the authorizer does not read it, the operation finds out. */
const nouns = [
  { parameter: 'tokenId', key: ownTokenKey, missing: 'token-not-found' },
  { parameter: 'sessionId', key: sessionKey, missing: 'session-not-found' },
  { parameter: 'trustRuleId', key: trustRuleKey, missing: 'trust-rule-not-found' },
  { parameter: 'clientKeyId', key: clientKeyKey, missing: 'client-key-not-found' },
] as const satisfies readonly {
  readonly parameter: string;
  readonly key: (userId: string, id: string) => Key;
  readonly missing: string;
}[];

/**
 * The 404 that is told before the 400 of a bad request (SPEC section 8): of what its path names within a user and is not there.
 * Read for bad requests only.
 */
export async function missingInside(
  params: Readonly<Record<string, string>>,
  table: Table,
): Promise<Refusal<(typeof nouns)[number]['missing']> | undefined> {
  const { userId } = params;
  for (const { parameter, key, missing } of nouns) {
    const id = params[parameter];
    if (userId === undefined || id === undefined) continue;
    if ((await table.get(key(userId, id))) === undefined) return refuse(missing);
  }
  return undefined;
}
