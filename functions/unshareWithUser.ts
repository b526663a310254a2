import { shareOperations } from '../shared/contract/shares.ts';
import type { SessionId } from '../shared/domain/ids.ts';
import type { Person } from '../shared/domain/user.ts';
import { isRefusal, refuse, type Refusal } from '../shared/problems/refusal.ts';
import type { Call, Handle, Outcome } from '../shared/runtime/call.ts';
import { commit, guard, retried } from '../shared/runtime/commit.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { revocationsOf, revokeRest, type Revocation } from '../shared/runtime/revokeCreatedBy.ts';
import { serve } from '../shared/runtime/serve.ts';
import { grantsOf } from '../shared/store/access.ts';
import { putAccessMark, readAccessMark, type AccessMark } from '../shared/store/accessMarks.ts';
import { grantOf } from '../shared/store/grants.ts';
import { accessMarkKey, sessionKey, userKey, userShareKey } from '../shared/store/keys.ts';
import { sessionsByShare } from '../shared/store/sessions.ts';
import { checkAccess, findTagAccess, readShare, removeShare, type Share } from '../shared/store/shares.ts';
import type { Table, Write } from '../shared/store/table.ts';
import { tokensCreatedBy } from '../shared/store/tokens.ts';
import { readUser } from '../shared/store/users.ts';

type Row = (typeof shareOperations)['unshareWithUser'];

/** Most session records that end in the transaction that takes the share; later ones are dead without it already. */
const perTransaction = 40;

/**
 * Takes the share, and with it the person's sessions where no other way of access remains. Tokens that the person created stay
 * (C14) unless they are to be revoked; the answer names them all, read after the share is gone, so none can be missing.
 */
export const handle: Handle<Row, Dependencies> = async (call, dependencies) => {
  const creator = { userId: call.params.userId, personId: call.params.granteeId };
  const outcome = await retried(() => attempt(call, dependencies));
  if (isRefusal(outcome)) return outcome;
  const tokenIds = call.query.revokeTokens
    ? await revokeRest(call, creator, dependencies)
    : (await tokensCreatedBy(dependencies.table, { ...creator, now: call.now })).map(
        ({ tokenId }) => tokenId,
      );
  return isRefusal(tokenIds) ? tokenIds : { status: 200, body: { TokensCreatedByGrantee: tokenIds } };
};

async function attempt(call: Call<Row>, dependencies: Dependencies): Promise<Outcome<Row>> {
  const { table } = dependencies;
  const { userId, granteeId } = call.params;
  const taking = await readTaking(call, table);
  if (isRefusal(taking)) return taking;
  const [ending, revocation] = await Promise.all([
    endingOf(taking, call, table),
    firstRevocation(call, table),
  ]);
  const grantee = { granteeType: 'user', granteeId } as const;
  const outcome = await commit(
    call,
    {
      writes: [
        guard(removeShare({ kind: 'serviceUser', id: userId }, grantee), 'share-not-found'),
        ...ending.writes,
        ...revocation.writes,
      ],
      audit: { targetId: userId, detail: { ...grantee, revokedTokens: revocation.tokenIds } },
      reply: { status: 200 as const, body: { TokensCreatedByGrantee: [] } },
    },
    dependencies,
  );
  if (!isRefusal(outcome)) await endSessions(table, userId, ending.later);
  return outcome;
}

/** The tokens that go in the same transaction as the share. */
async function firstRevocation({ params, query, now }: Call<Row>, table: Table): Promise<Revocation> {
  const none = { tokenIds: [], writes: [] };
  if (!query.revokeTokens) return none;
  const creator = { userId: params.userId, personId: params.granteeId };
  const { parts } = await revocationsOf(table, creator, { now, most: perTransaction });
  return parts[0] ?? none;
}

interface Taking {
  readonly person: Person;
  readonly share: Share;
  readonly mark: AccessMark | undefined;
}

async function readTaking(
  { params: { userId, granteeId } }: Call<Row>,
  table: Table,
): Promise<Taking | Refusal<'user-not-found' | 'person-not-shareable' | 'share-not-found'>> {
  const [userItem, granteeItem, shareItem, markItem] = await table.getMany([
    userKey(userId),
    userKey(granteeId),
    userShareKey(userId, granteeId),
    accessMarkKey(userId, granteeId),
  ]);
  if (userItem === undefined || granteeItem === undefined) return refuse('user-not-found');
  if (readUser(userItem).kind === 'person') return refuse('person-not-shareable');
  const person = readUser(granteeItem);
  if (shareItem === undefined || person.kind !== 'person') return refuse('share-not-found');
  const mark = markItem === undefined ? undefined : readAccessMark(markItem);
  return { person, share: readShare(shareItem), mark };
}

/** What ends with the share: the person's sessions; or that a tag gives access still, as a condition and as a mark. */
interface Ending {
  readonly writes: readonly Write[];
  readonly later: readonly SessionId[];
}

async function endingOf(taking: Taking, { params, now }: Call<Row>, table: Table): Promise<Ending> {
  const who = { serviceUserId: params.userId, personId: params.granteeId };
  const since = taking.person.createdAt;
  const way = await findTagAccess(table, { ...who, since });
  if (way === undefined) {
    const sessions = await sessionsByShare(table, { ...who, now });
    return {
      writes: sessions.slice(0, perTransaction).map((id) => removal(who.serviceUserId, id)),
      later: sessions.slice(perTransaction),
    };
  }
  const mark = { ended: await endedBefore(taking, who, table), tookOver: grantsOf(way) };
  return {
    writes: [...checkAccess(way, who.serviceUserId, who.personId), putAccessMark(who, mark, now)],
    later: [],
  };
}

/** The share that goes, and those before it that a tag took over from which is there still: access is unbroken since they were given. */
async function endedBefore(
  { person, share, mark }: Taking,
  who: { serviceUserId: string; personId: string },
  table: Table,
): Promise<readonly string[]> {
  const own = [grantOf(share)];
  if (mark === undefined) return own;
  const among = new Set(mark.tookOver);
  const bridge = await findTagAccess(table, { ...who, since: person.createdAt, among });
  return bridge === undefined ? own : [...own, ...mark.ended];
}

/** Without a condition: a session that ended by itself is no reason to refuse. */
function removal(userId: string, sessionId: SessionId): Write {
  return { remove: sessionKey(userId, sessionId) };
}

async function endSessions(table: Table, userId: string, sessionIds: readonly SessionId[]): Promise<void> {
  for (let at = 0; at < sessionIds.length; at += 100)
    await table.transact(sessionIds.slice(at, at + 100).map((id) => removal(userId, id)));
}

/** The Lambda function. */
export const handler = serve(shareOperations, 'unshareWithUser', handle);
