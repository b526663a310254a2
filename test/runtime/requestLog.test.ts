import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineOperations } from '../../shared/contract/operation.ts';
import { instant } from '../../shared/domain/time.ts';
import { oauthError } from '../../shared/problems/oauthError.ts';
import { refuse } from '../../shared/problems/refusal.ts';
import type { ProxyEvent } from '../../shared/runtime/call.ts';
import { serveWith } from '../../shared/runtime/serveWith.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import { Usage } from '../../shared/store/usage.ts';
import { logLines } from '../support/logLines.ts';

const rows = defineOperations({
  sayThing: {
    method: 'POST',
    path: '/things',
    action: 'public',
    summary: '',
    impact: '',
    body: z.strictObject({}),
    reply: { 204: z.undefined() },
    problems: [],
    uses: [],
  },
});

const event = (body: string): ProxyEvent =>
  ({
    httpMethod: 'POST',
    resource: '/things',
    multiValueHeaders: { 'Content-Type': ['application/json'] },
    body,
    requestContext: { requestId: 'r-1', identity: { sourceIp: '192.0.2.7' } },
  }) as unknown as ProxyEvent;

describe('the log line of a request', () => {
  const lines = logLines();

  const serve = async (handle: () => Promise<unknown>, body = '{}') => {
    const handler = serveWith(rows, 'sayThing', {
      dependencies: { clock: () => instant(1_760_000_000_000), usage: new Usage() },
      handle: async () => (await handle()) as { status: 204; body: undefined },
    });
    await handler(event(body), {} as Context);
  };
  const requests = () => lines().filter(({ message }) => message === 'request');

  it('is there for an outage and a defect too, with the status by which alarms count', async () => {
    await serve(() => Promise.reject(new StoreUnavailable('down')));
    await serve(() => Promise.reject(new Error('broken')));
    expect(requests()).toMatchObject([
      { operation: 'sayThing', requestId: 'r-1', status: 503, code: 'temporarily-unavailable' },
      { operation: 'sayThing', requestId: 'r-1', status: 500, code: 'internal' },
    ]);
  });

  it('names the code of a refusal, and none where nothing was refused', async () => {
    await serve(() => Promise.resolve(refuse('name-taken')));
    await serve(() => Promise.resolve(oauthError('invalid_scope', 'x')));
    await serve(() => Promise.resolve({ status: 204, body: undefined }), '{');
    await serve(() => Promise.resolve({ status: 204, body: undefined }));
    expect(requests().map(({ status, code }) => [status, code])).toEqual([
      [409, 'name-taken'],
      [400, 'invalid_scope'],
      [400, 'invalid-request'],
      [204, undefined],
    ]);
  });
});
