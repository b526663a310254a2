import middy from '@middy/core';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Operation } from '../contract/operation.ts';
import { isOAuthError, type OAuthError } from '../problems/oauthError.ts';
import { isRefusal, refuse, type Refusal } from '../problems/refusal.ts';
import { getIdempotency, type IdempotencyRecord } from '../store/idempotency.ts';
import type { Table } from '../store/table.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { decodeCaller, type Caller } from './caller.ts';
import type { Call, Handle, Idempotency, ProxyEvent, RequestContext } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { errorFields, log } from './log.ts';
import { markUsed } from './markUsed.ts';
import { missingInside } from './missingInside.ts';
import {
  headerValues,
  parseBody,
  parseIdempotency,
  parseIfMatch,
  parseQuery,
  type ParsedInput,
} from './parseRequest.ts';
import { renderOAuthError, renderRefusal, renderReply, type Reply } from './render.ts';

/** What serving itself works with: time and counts; the table where a row has callers, for Idempotency-Key and the mark of use. */
interface Serving extends Pick<Dependencies, 'clock' | 'usage'> {
  readonly table?: Table;
  /** Functions that sign say how often they called KMS. */
  readonly signer?: { takeCalls(): number };
}

/** The function of an operation, as Lambda calls it. */
export type OperationHandler = (event: ProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Binds the decision of an operation to its row, with dependencies of its own. */
export function serveWith<
  const Rows extends Readonly<Record<string, Operation>>,
  const Id extends keyof Rows & string,
  Deps extends Serving,
>(
  rows: Rows,
  operation: Id,
  bound: { handle: Handle<Rows[Id], Deps>; dependencies: Deps },
): OperationHandler {
  const row: Operation = rows[operation] as Operation;
  const answer = async (event: ProxyEvent): Promise<APIGatewayProxyResult> => {
    const context = requestContext(operation, event, bound.dependencies);
    const outcome = await run(event, { row, context, ...bound });
    return isOAuthError(outcome) || isRefusal(outcome)
      ? renderRefused(row, outcome, context.requestId)
      : renderReply(row, outcome);
  };
  return middy().use(requestLog(operation, bound.dependencies)).use(answerDefects(row)).handler(answer);
}

/** A refusal in the form that the row speaks. */
function renderRefused(
  row: Operation,
  refused: OAuthError | Refusal,
  requestId: string,
): APIGatewayProxyResult {
  if (row.errors === 'oauth' || isOAuthError(refused)) return renderOAuthError(refused, requestId);
  return renderRefusal(refused, requestId);
}

/** What handling a call comes to. */
type Handled = Reply | Refusal | OAuthError;

interface Running<Deps> {
  readonly row: Operation;
  readonly context: Omit<RequestContext, 'idempotency'>;
  readonly handle: (call: Call<Operation>, dependencies: Deps) => Promise<Handled>;
  readonly dependencies: Deps;
}

function requestContext(
  operation: string,
  event: ProxyEvent,
  { clock }: Serving,
): Omit<RequestContext, 'idempotency'> {
  const { requestId, identity } = event.requestContext;
  return { operation, requestId, sourceIp: identity.sourceIp, now: clock() };
}

/** The order of answers is 401 and 403 (the authorizer), 404, 400, then 409 (SPEC section 8). */
async function run<Deps extends Serving>(event: ProxyEvent, running: Running<Deps>): Promise<Handled> {
  const { row, context, dependencies } = running;
  const caller = row.action === 'public' ? undefined : decodeCaller(event.requestContext.authorizer);
  if (caller?.missing !== undefined) return refuse(caller.missing);
  const asked = parse(event, running, caller);
  if (isRefusal(asked)) {
    const { table } = dependencies;
    return (table && (await missingInside(paramsOf(event, caller), table))) ?? asked;
  }
  const call = {
    ...context,
    caller,
    ...asked,
    ...(row.form === undefined ? {} : { authorization: headerValues(event, 'authorization') }),
    ifMatch: parseIfMatch(event, row),
  } as Call<Operation>;
  return await marked(call, running);
}

/** What the request asks, or what is wrong with it. */
function parse<Deps>(
  event: ProxyEvent,
  running: Running<Deps>,
  caller: Caller | undefined,
): (ParsedInput & Pick<RequestContext, 'idempotency'>) | Refusal {
  const { row } = running;
  const query = parseQuery(event, row);
  if (isRefusal(query)) return query;
  const body = parseBody(event, row);
  if (isRefusal(body)) return body;
  const input = { params: paramsOf(event, caller), query: query.value, body: body.value };
  const idempotency = idempotencyOf(event, running, { caller, input });
  return isRefusal(idempotency) ? idempotency : { ...input, idempotency: idempotency.value };
}

/** K9: a token is used by a call that succeeds. */
async function marked<Deps extends Serving>(call: Call<Operation>, running: Running<Deps>): Promise<Handled> {
  const outcome = await once(call, running);
  const { table } = running.dependencies;
  const used = (call.caller as Caller | undefined)?.used;
  if (used === undefined || table === undefined || isOAuthError(outcome) || isRefusal(outcome))
    return outcome;
  await markUsed(used, { table, now: call.now });
  return outcome;
}

function idempotencyOf<Deps>(
  event: ProxyEvent,
  { row, context }: Running<Deps>,
  { caller, input }: { readonly caller: Caller | undefined; readonly input: ParsedInput },
) {
  if (row.idempotent !== true || caller === undefined) return { value: undefined };
  const { operation } = context;
  return parseIdempotency(event, { principalId: caller.principal.userId, operation, input });
}

function paramsOf(event: ProxyEvent, caller: Caller | undefined): Record<string, string> {
  const given = event.pathParameters ?? {};
  const own = event.resource.startsWith('/users/me/') || given['userId'] === 'me';
  return { ...given, ...(own && caller !== undefined ? { userId: caller.principal.userId } : {}) };
}

/** Handles the call, or replays the answer of the request that used its Idempotency-Key first. */
async function once<Deps extends Serving>(call: Call<Operation>, running: Running<Deps>): Promise<Handled> {
  const { idempotency, now } = call;
  const { handle, dependencies } = running;
  const { table } = dependencies;
  if (idempotency === undefined || table === undefined) return await handle(call, dependencies);
  const before = await getIdempotency(table, idempotency.key, now);
  if (before !== undefined) return replay(before, idempotency);
  const outcome = await handle(call, dependencies);
  if (isOAuthError(outcome) || !isRefusal(outcome) || outcome.refused !== 'request-in-progress')
    return outcome;
  const meanwhile = await getIdempotency(table, idempotency.key, now);
  return meanwhile === undefined ? outcome : replay(meanwhile, idempotency);
}

/** The first status, body and headers; the secret was never kept. */
function replay(record: IdempotencyRecord, { inputHash }: Idempotency): Reply | Refusal {
  if (record.inputHash !== inputHash) return refuse('idempotency-key-reused');
  return {
    status: record.status,
    body: JSON.parse(record.body) as unknown,
    headers: { ...record.headers, 'Idempotency-Replayed': 'true' },
  };
}

/** One log line per request, with what it cost. */
function requestLog(
  operation: string,
  dependencies: Serving,
): middy.MiddlewareObj<ProxyEvent, APIGatewayProxyResult> {
  return {
    before: () => {
      dependencies.usage.take();
    },
    after: ({ event, response }) => {
      const kms = { calls: dependencies.signer?.takeCalls() ?? 0 };
      const { requestId } = event.requestContext;
      log.info('request', {
        operation,
        requestId,
        status: response?.statusCode ?? 0,
        dynamodb: dependencies.usage.take(),
        kms,
      });
    },
  };
}

/** What no refusal covers: a dependency that is down is 503, anything else a defect; neither tells the caller more. */
function answerDefects(row: Operation): middy.MiddlewareObj<ProxyEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const { requestId } = request.event.requestContext;
      const unavailable = request.error instanceof StoreUnavailable;
      log.error(unavailable ? 'unavailable' : 'defect', { requestId, ...errorFields(request.error) });
      const refusal = refuse(unavailable ? 'temporarily-unavailable' : 'internal');
      request.response = renderRefused(row, refusal, requestId);
    },
  };
}
