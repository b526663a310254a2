import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineOperations } from '../../shared/contract/operation.ts';
import { newId } from '../../shared/domain/ids.ts';
import { instant } from '../../shared/domain/time.ts';
import { refuse } from '../../shared/problems/refusal.ts';
import { encodeCaller } from '../../shared/runtime/caller.ts';
import type { Call, ProxyEvent } from '../../shared/runtime/call.ts';
import { commit } from '../../shared/runtime/commit.ts';
import type { Dependencies } from '../../shared/runtime/dependencies.ts';
import { serveWith } from '../../shared/runtime/serveWith.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { aCaller } from '../support/aPrincipal.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { logLines } from '../support/logLines.ts';

const rows = defineOperations({
  createThing: {
    method: 'POST',
    path: '/things/{userId}',
    action: 'users.create',
    summary: '',
    impact: '',
    body: z.strictObject({ Name: z.string().min(1) }),
    reply: { 201: z.object({ Id: z.string(), Token: z.string().optional() }), 204: z.undefined() },
    problems: ['name-taken', 'changed-meanwhile', 'request-in-progress', 'idempotency-key-reused'],
    uses: ['table:read', 'table:write'],
    idempotent: true,
  },
});
type Row = (typeof rows)['createThing'];
type ThingCall = Call<Row>;

const now = instant(1_760_000_000_000);
const caller = aCaller();

/** An event of the gateway, but for what is given. */
function event(given: Record<string, unknown> = {}, idempotencyKey?: string): ProxyEvent {
  return {
    httpMethod: 'POST',
    resource: '/things/{userId}',
    path: '/things/svc_x',
    pathParameters: { userId: 'svc_x' },
    multiValueHeaders: {
      'Content-Type': ['application/json'],
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': [idempotencyKey] }),
    },
    multiValueQueryStringParameters: null,
    body: '{"Name":"secret-name"}',
    isBase64Encoded: false,
    requestContext: {
      requestId: 'r-1',
      identity: { sourceIp: '192.0.2.7' },
      authorizer: encodeCaller(caller.principal, { ...caller }),
    },
    ...given,
  } as unknown as ProxyEvent;
}

describe('serving an operation', () => {
  let dependencies: Dependencies;
  const lines = logLines();
  let handled: ThingCall[];
  beforeEach(async () => {
    const { table, usage } = await embeddedTable();
    dependencies = { clock: () => now, newId, usage, table, publicKeys: new PublicKeys(table, () => now) };
    handled = [];
  });

  const serving = (handle: (call: ThingCall) => Promise<unknown>) => {
    const handler = serveWith(rows, 'createThing', {
      dependencies,
      handle: async (call) => {
        handled.push(call);
        return (await handle(call)) as { status: 204; body: undefined };
      },
    });
    return async (given: ProxyEvent) => await handler(given, {} as Context);
  };
  const done = () => Promise.resolve({ status: 204, body: undefined });
  const problem = ({ statusCode, headers, body }: APIGatewayProxyResult) => ({
    statusCode,
    contentType: headers?.['Content-Type'],
    ...(JSON.parse(body) as { code: string; requestId: string; detail: string }),
  });
  const creating = (token: string) =>
    serving(async (call) => {
      const Id = newId('tag');
      const reply = { status: 201 as const, body: { Id } };
      const outcome = await commit(
        call,
        { writes: [{ put: { pk: Id, sk: 'x' } }], audit: { targetId: Id }, reply },
        dependencies,
      );
      return 'refused' in outcome ? outcome : { ...outcome, body: { ...outcome.body, Token: token } };
    });

  it('hands over what the request says, parsed by its row', async () => {
    await serving(done)(event());
    expect(handled).toMatchObject([
      {
        operation: 'createThing',
        requestId: 'r-1',
        sourceIp: '192.0.2.7',
        now,
        caller: { principal: caller.principal },
        params: { userId: 'svc_x' },
        body: { Name: 'secret-name' },
      },
    ]);
  });

  it('takes me for the identity that the request runs as', async () => {
    await serving(done)(event({ pathParameters: { userId: 'me' } }));
    await serving(done)(event({ resource: '/users/me/things', pathParameters: null }));
    expect(handled.map(({ params }) => params.userId)).toEqual([
      caller.principal.userId,
      caller.principal.userId,
    ]);
  });

  it('answers with the fields of the schema and no others, never to be kept', async () => {
    const answer = await serving(() =>
      Promise.resolve({ status: 201, body: { Id: 'a', Hash: 'x' }, headers: { Location: '/a' } }),
    )(event());
    expect(answer).toMatchObject({ statusCode: 201, body: '{"Id":"a"}' });
    expect(answer.headers).toMatchObject({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Location: '/a',
    });
    expect(await serving(done)(event())).toMatchObject({ statusCode: 204, body: '' });
  });

  it('answers a refusal as a problem document', async () => {
    const answer = await serving(() => Promise.resolve(refuse('name-taken')))(event());
    expect(problem(answer)).toMatchObject({
      statusCode: 409,
      contentType: 'application/problem+json',
      code: 'name-taken',
      requestId: 'r-1',
    });
  });

  it('tells 404 before 400, and 400 before it decides', async () => {
    const missing = {
      ...event().requestContext,
      authorizer: encodeCaller(caller.principal, { ...caller, missing: 'user-not-found' }),
    };
    const answer = serving(done);
    expect(problem(await answer(event({ requestContext: missing, body: '{' })))).toMatchObject({
      statusCode: 404,
      code: 'user-not-found',
    });
    const bad: [Record<string, unknown>, string?][] = [
      [{ body: '{' }],
      [{ multiValueQueryStringParameters: { x: ['1'] } }],
      [{}, 'é'],
    ];
    for (const [given, key] of bad) {
      expect(problem(await answer(event(given, key)))).toMatchObject({
        statusCode: 404,
        code: 'user-not-found',
      });
      expect(problem(await answer(event({ ...given, pathParameters: null }, key)))).toMatchObject({
        statusCode: 400,
        code: 'invalid-request',
      });
    }
    expect(handled).toEqual([]);
  });

  it('does nothing for a request that came past the authorizer', async () => {
    for (const authorizer of [undefined, null, {}, { caller: 7 }]) {
      const requestContext = { ...event().requestContext, authorizer };
      expect(problem(await serving(done)(event({ requestContext })))).toMatchObject({
        statusCode: 500,
        code: 'internal',
      });
    }
    expect(handled).toEqual([]);
  });

  it('answers an outage with 503 and a defect with 500, and tells no more', async () => {
    const outage = await serving(() =>
      Promise.reject(new StoreUnavailable('host 10.0.0.1', { cause: new Error('secret') })),
    )(event());
    expect(problem(outage)).toMatchObject({ statusCode: 503, code: 'temporarily-unavailable' });
    expect(outage.headers?.['Retry-After']).toMatch(/^\d+$/);
    const defect = await serving(() => Promise.reject(new Error('table svc_x is broken')))(event());
    expect(problem(defect)).toMatchObject({ statusCode: 500, code: 'internal' });
    expect(outage.body + defect.body).not.toMatch(/10\.0\.0\.1|secret|svc_x/);
    const undeclared = await serving(() => Promise.resolve({ status: 200, body: {} }))(event());
    expect(undeclared.statusCode).toBe(500);
  });

  it('A5 logs one line with what it cost, and nothing that was said', async () => {
    await dependencies.table.get({ pk: 'warm', sk: 'up' });
    await creating('the-token')(event({}, 'k-1'));
    expect(lines().filter(({ message }) => message === 'request')).toMatchObject([
      {
        operation: 'createThing',
        requestId: 'r-1',
        status: 201,
        dynamodb: { calls: 2, roundTrips: 2, readUnits: 1 },
        kms: { calls: 0 },
      },
    ]);
    await serving(() => Promise.reject(new Error('broken')))(event());
    expect(JSON.stringify(lines())).not.toMatch(/secret-name|the-token/);
  });

  it('replays an idempotent request without its secret, and refuses the key for other input', async () => {
    const create = creating('the-token');
    const first = await create(event({}, 'k'));
    const again = await create(event({}, '"k"'));
    expect(JSON.parse(first.body)).toEqual({ Id: expect.any(String) as unknown, Token: 'the-token' });
    expect(again.statusCode).toBe(201);
    expect(again.headers?.['Idempotency-Replayed']).toBe('true');
    expect(JSON.parse(again.body)).toEqual({ Id: (JSON.parse(first.body) as { Id: string }).Id });
    expect(problem(await create(event({ body: '{"Name":"other"}' }, 'k')))).toMatchObject({
      statusCode: 422,
      code: 'idempotency-key-reused',
    });
    expect(handled).toHaveLength(1);
  });

  it('makes one of many equal idempotent requests at once, and answers the rest as if it were over', async () => {
    const create = creating('the-token');
    const answers = await Promise.all(Array.from({ length: 12 }, () => create(event({}, 'race'))));
    const ids = answers.map(({ body }) => (JSON.parse(body) as { Id?: string }).Id);
    expect(new Set(ids.filter((id) => id !== undefined)).size).toBe(1);
    expect(answers.filter(({ body }) => body.includes('the-token'))).toHaveLength(1);
    expect(
      answers.map(({ statusCode }) => statusCode).every((status) => status === 201 || status === 409),
    ).toBe(true);
  });
});
