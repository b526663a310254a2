import { tokenOperations } from '../shared/contract/tokens.ts';
import { stateOf, type OwnToken } from '../shared/domain/token.ts';
import { isRefusal, refuse } from '../shared/problems/refusal.ts';
import type { Call, Handle } from '../shared/runtime/call.ts';
import { listReply, readCursor } from '../shared/runtime/cursor.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { tokenToWire } from '../shared/runtime/wireForms.ts';
import type { Table } from '../shared/store/table.ts';
import { getSecrets, queryOwnTokens } from '../shared/store/tokens.ts';
import { getUser } from '../shared/store/users.ts';

type Row = (typeof tokenOperations)['listTokens'];

/** Newest first, with the state that each has now; two round trips, however many tokens there are. */
export const handle: Handle<Row, Dependencies> = async (call, { table }) => {
  const cursor = await readCursor(call, table);
  if (isRefusal(cursor)) return cursor;
  const [user, page] = await Promise.all([
    getUser(table, call.params.userId),
    readPage(call, table, cursor.position),
  ]);
  if (user === undefined) return refuse('user-not-found');
  const items = page.rows.map(({ own, current }) =>
    tokenToWire(own, current, stateOf(current, user.generation, call.now)),
  );
  return await listReply({ items, next: page.next }, call, table);
};

const maxTries = 3;

/** A token that is rotated or deleted between the two reads names a secret that is gone: then the page is read anew. */
async function readPage({ params: { userId }, query: { limit } }: Call<Row>, table: Table, after?: string) {
  for (let tries = 1; ; tries += 1) {
    const { tokens, next } = await queryOwnTokens(table, { userId, limit, after });
    const rows = await withSecrets(table, tokens);
    if (rows.length === tokens.length || tries === maxTries) return { rows, next };
  }
}

async function withSecrets(table: Table, tokens: readonly OwnToken[]) {
  const secrets = await getSecrets(
    table,
    tokens.map(({ hash }) => hash),
  );
  return tokens.flatMap((own, at) => {
    const current = secrets[at];
    return current === undefined ? [] : [{ own, current }];
  });
}

/** The Lambda function. */
export const handler = serve(tokenOperations, 'listTokens', handle);
