import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { revised } from '../../shared/domain/user.ts';
import { isRefusal, refuse } from '../../shared/problems/refusal.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { commit, guard, retried, type Change, type CommittingCall } from '../../shared/runtime/commit.ts';
import { queryAudit, readAudit } from '../../shared/store/audit.ts';
import { expression } from '../../shared/store/expression.ts';
import { getIdempotency } from '../../shared/store/idempotency.ts';
import { idempotencyKey, userShareKey, type Key } from '../../shared/store/keys.ts';
import { Table, type Write } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import { changeUser, endMode, getUser } from '../../shared/store/users.ts';
import { aCaller, aPrincipal, aRequestContext } from '../support/aPrincipal.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { cancelled, scriptedDynamoDb } from '../support/scriptedDynamoDb.ts';
import { shareWrite, stored, userWrites } from '../support/stored.ts';

const now = instant(1_760_000_000_000);
const fresh = expression`attribute_not_exists(#pk)`;
let table: Table;
beforeAll(async () => {
  ({ table } = await embeddedTable());
});

function thing(): Key & Record<string, unknown> {
  return { pk: `THING#${newId('tag')}`, sk: 'THING' };
}

function callOf(caller: Caller, given: Partial<CommittingCall> = {}): CommittingCall {
  return { ...aRequestContext(), now, caller, params: {}, ...given };
}

/** Commits one write on a target of its own. */
async function committed(
  call: CommittingCall,
  write: Write,
  given: Partial<Change<{ status: number; body: unknown }, 'name-taken'>> = {},
) {
  const targetId = newId('tag');
  const change = {
    writes: [write],
    audit: { targetId },
    reply: { status: 201, body: { Id: targetId } },
    ...given,
  };
  const outcome = await commit(call, change, { table, newId });
  const { items } = await queryAudit(table, { targetId, limit: 9, after: undefined });
  return { outcome, events: items.map(readAudit), targetId };
}

describe('a change', () => {
  it('is stored with its audit record', async () => {
    const item = thing();
    const call = callOf(aCaller());
    const { outcome, events, targetId } = await committed(call, { put: item });
    expect(outcome).toEqual({ status: 201, body: { Id: targetId } });
    expect(await table.get(item)).toEqual(item);
    expect(events).toEqual([
      {
        eventId: expect.stringMatching(/^evt_/) as unknown,
        at: now,
        action: 'createThing',
        actorId: call.caller.principal.userId,
        serviceUserId: undefined,
        tokenId: undefined,
        targetId,
        roleId: 'SystemRole-DefaultUsers',
        reason: undefined,
        detail: {},
        requestId: call.requestId,
        sourceIp: '192.0.2.7',
      },
    ]);
  });

  it('of an assumed service user names the person and the service user', async () => {
    const person = aPerson();
    const { role } = aPrincipal();
    const principal = {
      kind: 'assumed' as const,
      userId: aServiceUser().userId,
      displayName: 'svc',
      generation: 1,
      role,
      person,
      sessionId: newId('session'),
      expiresAt: now,
    };
    const { events } = await committed(callOf(aCaller({ principal })), { put: thing() });
    expect(events).toMatchObject([{ actorId: person.userId, serviceUserId: principal.userId }]);
  });

  it('that loses a condition stores nothing, and answers what that condition is guarded with', async () => {
    const taken = thing();
    await stored(table, { put: taken });
    const [other, idempotency] = [
      thing(),
      { key: idempotencyKey('usr_a', 'x', newId('tag')), inputHash: 'h' },
    ];
    const writes = [{ put: other, condition: fresh }, guard({ put: taken, condition: fresh }, 'name-taken')];
    const { outcome, events } = await committed(
      callOf(aCaller(), { idempotency }),
      { put: other },
      { writes },
    );
    expect([outcome, events, await table.get(other)]).toEqual([{ refused: 'name-taken' }, [], undefined]);
    expect(await getIdempotency(table, idempotency.key, now)).toBeUndefined();
  });

  it('answers 409 for a plain condition', async () => {
    const taken = thing();
    await stored(table, { put: taken });
    expect((await committed(callOf(aCaller()), { put: taken, condition: fresh })).outcome).toEqual({
      refused: 'changed-meanwhile',
    });
  });

  it('answers 409 where conflicts do not end', async () => {
    const server = await scriptedDynamoDb(cancelled('TransactionConflict', 'None'));
    const contended = new Table('t-x', new Usage(), server.client);
    const change = { writes: [{ put: thing() }], audit: { targetId: 'x' }, reply: { status: 201, body: {} } };
    expect(await commit(callOf(aCaller()), change, { table: contended, newId })).toEqual({
      refused: 'changed-meanwhile',
    });
    await server.close();
  });

  it('keeps the answer of an idempotent request, and lets it through once', async () => {
    const idempotency = { key: idempotencyKey('usr_a', 'x', newId('tag')), inputHash: 'h' };
    const call = callOf(aCaller(), { idempotency });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => committed(call, { put: thing() })));
    const won = outcomes.filter(({ outcome }) => !isRefusal(outcome));
    expect(won).toHaveLength(1);
    const lost = outcomes.map(({ outcome }) => outcome).filter(isRefusal);
    expect(lost).toEqual(Array.from({ length: 11 }, () => ({ refused: 'request-in-progress' })));
    expect(await getIdempotency(table, idempotency.key, now)).toEqual({
      inputHash: 'h',
      status: 201,
      body: JSON.stringify({ Id: won[0]?.targetId }),
      headers: {},
    });
  });
});

describe('what the decision relied on is a condition of the change', () => {
  const inMode = (person = aPerson()) =>
    aPrincipal(person, { mode: { sessionId: newId('session'), expiresAt: now } });

  it('the mode: a change that comes after it was left answers 409', async () => {
    const person = aPerson();
    await stored(table, ...userWrites(person));
    const call = callOf(aCaller({ principal: inMode(person), by: ['superAdminMode'] }));
    expect((await committed(call, { put: thing() })).outcome).toMatchObject({ status: 201 });
    await stored(table, endMode(person.userId));
    const decisionEnded = refuse('name-taken', { status: 409 });
    expect((await committed(call, { put: thing() })).outcome).toEqual({
      refused: 'not-allowed',
      status: 409,
    });
    expect((await committed(call, { put: thing() }, { decisionEnded })).outcome).toEqual({
      refused: 'name-taken',
      status: 409,
    });
  });

  it('the mode, also where the change is of the very person who is in it', async () => {
    const person = aPerson();
    await stored(table, ...userWrites(person));
    const call = callOf(aCaller({ principal: inMode(person), by: ['superAdminMode'] }));
    await stored(table, endMode(person.userId));
    const { outcome } = await committed(call, changeUser(person, revised(person, { description: 'x' }, now)));
    expect(outcome).toEqual({ refused: 'changed-meanwhile' });
    expect(await getUser(table, person.userId)).toMatchObject({ description: '', version: 1 });
  });

  it('the share: a change that comes after it was taken away answers 409', async () => {
    const [person, loader] = [aPerson(), aServiceUser()];
    const caller = aCaller({
      principal: aPrincipal(person),
      access: { by: 'share', grant: 'since-1750000000000' },
      by: ['targetIsServiceUser', 'accessToTarget'],
    });
    const call = callOf(caller, { params: { userId: loader.userId } });
    await stored(table, shareWrite(loader.userId, person.userId));
    expect((await committed(call, { put: thing() })).outcome).toMatchObject({ status: 201 });
    await stored(table, { remove: userShareKey(loader.userId, person.userId) });
    const item = thing();
    expect((await committed(call, { put: item })).outcome).toEqual({ refused: 'not-allowed', status: 409 });
    expect(await table.get(item)).toBeUndefined();
  });

  it.each([
    ['R7 detached', { roles: { rol_x: 'x' } }],
    ['disabled', { status: 'disabled' as const }],
    ['of a later generation', { generation: 2 }],
  ])('the role that permits: the caller is %s meanwhile', async (_, state) => {
    const person = aPerson();
    await stored(table, ...userWrites(person));
    const call = callOf(aCaller({ principal: aPrincipal(person), by: ['may:teams.manage'] }));
    expect((await committed(call, { put: thing() })).outcome).toMatchObject({ status: 201 });
    await stored(table, changeUser(person, revised(person, state, now)));
    expect((await committed(call, { put: thing() })).outcome).toEqual({
      refused: 'not-allowed',
      status: 409,
    });
  });
});

describe('a decision that lost a race', () => {
  it('is taken anew from a fresh read, a few times', async () => {
    let tries = 0;
    const attempt = (winsAt: number) => () => {
      tries += 1;
      return Promise.resolve(tries < winsAt ? refuse('changed-meanwhile') : { status: 200 });
    };
    expect([await retried(attempt(3)), tries]).toEqual([{ status: 200 }, 3]);
    tries = 0;
    expect([await retried(attempt(99)), tries]).toEqual([{ refused: 'changed-meanwhile' }, 5]);
  });

  it('is not taken anew for any other refusal', async () => {
    let tries = 0;
    const attempt = () => {
      tries += 1;
      return Promise.resolve(refuse('name-taken'));
    };
    expect([await retried(attempt), tries]).toEqual([{ refused: 'name-taken' }, 1]);
  });
});
