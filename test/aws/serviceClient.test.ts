import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import { patience, type ClientSettings } from '../../shared/aws/serviceClient.ts';
import { credentials, recorder, type Answer, type Sent } from '../support/awsRecorder.ts';

/** The product's client in front of a recorder, whose further attempts do not wait. */
function aClient(answers: readonly (Answer | Error)[] = [], settings: ClientSettings = {}) {
  const { sent, requestHandler } = recorder(...answers);
  const retryStrategy = new StandardRetryStrategy({
    maxAttempts: 3,
    backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined },
  });
  const client = new DynamoDb({
    ...{ region: 'eu-central-1', credentials, requestHandler, retryStrategy },
    ...settings,
  });
  return { client, sent };
}

const read = { RequestItems: { one: { Keys: [{ pk: { S: 'ü' } }] } } };
const empty: Answer = { status: 200, body: '{}' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The signature of a request, worked out as AWS describes it. */
function signatureOf({ headers, body }: Sent): string {
  const signed = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const lines = signed.split(';').map((name) => `${name}:${headers[name] ?? ''}\n`);
  const canonical = ['POST', '/', '', lines.join(''), signed, sha256(String(body))].join('\n');
  const date = headers['x-amz-date'] ?? '';
  const scope = `${date.slice(0, 8)}/eu-central-1/dynamodb/aws4_request`;
  const key = scope.split('/').reduce((before: string | Buffer, part) => hmac(before, part), 'AWS4secret');
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

afterEach(() => vi.unstubAllEnvs());

describe('a client of AWS', () => {
  it('signs each request as AWS checks it, also the second one of a kind', async () => {
    const { client, sent } = aClient();
    for (const table of ['one', 'two'])
      await client.call('BatchGetItem', { RequestItems: { [table]: { Keys: [] } } });
    expect(sent.map(({ body }) => body)).toEqual([
      '{"RequestItems":{"one":{"Keys":[]}}}',
      '{"RequestItems":{"two":{"Keys":[]}}}',
    ]);
    for (const request of sent)
      expect(request.headers['authorization']).toMatch(new RegExp(`Signature=${signatureOf(request)}$`));
  });

  it('takes region, keys and address from where Lambda and the SDKs have them', async () => {
    vi.stubEnv('AWS_REGION', 'cn-north-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDLAMBDA');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB']) vi.stubEnv(name, undefined);
    const seen = async () => {
      const { sent, requestHandler } = recorder();
      await new DynamoDb({ requestHandler }).call('BatchGetItem', read);
      const [request] = sent;
      if (request === undefined) throw new Error('nothing was sent');
      return request;
    };
    const first = await seen();
    expect(first.hostname).toBe('dynamodb.cn-north-1.amazonaws.com.cn');
    expect(first.headers['authorization']).toContain('Credential=AKIDLAMBDA/');
    expect(first.headers).not.toHaveProperty('x-amz-security-token');
    vi.stubEnv('AWS_SESSION_TOKEN', 'temporary');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://all.example:4566');
    expect(await seen()).toMatchObject({
      ...{ protocol: 'http:', hostname: 'all.example', port: 4566 },
      headers: { host: 'all.example:4566', 'x-amz-security-token': 'temporary' },
    });
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://dynamodb.example');
    expect(await seen()).toMatchObject({ hostname: 'dynamodb.example' });
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_SESSION_TOKEN'])
      vi.stubEnv(name, '');
    const last = await seen();
    expect(last.hostname).toBe(first.hostname);
    expect(last.headers).not.toHaveProperty('x-amz-security-token');
    vi.stubEnv('AWS_REGION', '');
    await expect(seen()).rejects.toThrow('environment variable AWS_REGION is not set');
  });

  it.each([
    { what: 'a failure of the service', answer: { status: 500, body: { __type: 'InternalServerError' } } },
    { what: 'a page of whoever stands before it', answer: { status: 503, body: '<html>' } },
    { what: 'a failure without a word', answer: { status: 500, body: 'null' } },
    {
      what: 'load',
      answer: {
        status: 400,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
      },
    },
    { what: 'a lost connection', answer: Object.assign(new Error('lost'), { code: 'ECONNRESET' }) },
  ])('tries again after $what, three times in all', async ({ answer }) => {
    const { client, sent } = aClient([answer, answer, empty]);
    await expect(client.call('BatchGetItem', read)).resolves.toEqual({});
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    const hopeless = aClient([answer]);
    await expect(hopeless.client.call('BatchGetItem', read)).rejects.toThrow();
    expect(hopeless.sent).toHaveLength(3);
  });

  it.each([
    ['com.amazonaws.dynamodb.v20120810#TransactionCanceledException', 'TransactionCanceledException'],
    ['ValidationException', 'ValidationException'],
    ['com.amazon.coral.validate#ValidationException:http://internal.amazon.com/', 'ValidationException'],
    [undefined, 'UnknownError'],
    [4, 'UnknownError'],
  ])(
    'does not repeat what was refused (%s), and says why in the words of the service',
    async (type, name) => {
      const body = {
        ...(type === undefined ? {} : { __type: type }),
        ...{ Message: 'no', CancellationReasons: [{ Code: 'None' }] },
      };
      const { client, sent } = aClient([{ status: 400, body }]);
      await expect(client.call('BatchGetItem', read)).rejects.toMatchObject({
        ...{ name, message: 'no', details: body, $metadata: { httpStatusCode: 400 } },
      });
      expect(sent).toHaveLength(1);
    },
  );

  it.each([
    { what: 'that nobody answers', by: 'requestTimeout', begin: () => undefined },
    {
      what: 'whose answer does not go on',
      by: 'socketTimeout',
      begin: (response: ServerResponse) => void response.write('{'),
    },
  ] as const)('gives up a request $what, and tries again', async ({ begin, by }) => {
    let asked = 0;
    const silent = createServer((_request, response) => {
      asked += 1;
      begin(response);
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => silent.closeAllConnections());
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { client } = aClient([], {
      endpoint: `http://127.0.0.1:${port}`,
      requestHandler: new NodeHttpHandler({ ...patience, [by]: patience[by] / 100 }),
    });
    await expect(client.call('BatchGetItem', read)).rejects.toThrow();
    expect(asked).toBe(3);
  });

  it('tells the status of a refusal that says nothing else, or its code', async () => {
    const refusal = async (body: unknown) => {
      const { client } = aClient([{ status: 400, body }]);
      return await client.call('BatchGetItem', read).catch((error: unknown) => error);
    };
    expect(await refusal('')).toMatchObject({ name: 'UnknownError', message: 'status 400' });
    expect(await refusal({ message: 7 })).toMatchObject({ message: 'status 400' });
    expect(await refusal({ code: 'AccessDenied', message: 'no' })).toMatchObject({
      ...{ name: 'AccessDenied', message: 'no' },
    });
  });

  it('tries again by itself, three times in all, and counts what succeeds', async () => {
    const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
    const { sent, requestHandler } = recorder(lost);
    const own = new DynamoDb({ region: 'eu-central-1', credentials, requestHandler });
    await expect(own.call('BatchGetItem', read)).rejects.toBe(lost);
    expect(sent).toHaveLength(3);
    const retryStrategy = new StandardRetryStrategy(3);
    const succeeded = vi.spyOn(retryStrategy, 'recordSuccess');
    await aClient([], { retryStrategy }).client.call('BatchGetItem', read);
    expect(succeeded).toHaveBeenCalledOnce();
  });

  it('tries again where a connection is lost in the middle of an answer', async () => {
    const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
    const half = async function* () {
      yield await Promise.resolve(Buffer.from('{'));
      throw lost;
    };
    let asked = 0;
    const handle = () => {
      asked += 1;
      const body = asked === 1 ? Readable.from(half()) : Buffer.from('{}');
      return Promise.resolve({ response: { statusCode: 200, body } });
    };
    const { client } = aClient([], { requestHandler: { handle } });
    expect([await client.call('BatchGetItem', read), asked]).toEqual([{}, 2]);
  });

  it('reads an answer that comes in parts, also where a letter is cut in two', async () => {
    const text = Buffer.from(JSON.stringify({ Responses: { one: [{ pk: { S: 'ü' } }] } }));
    const cut = text.indexOf(Buffer.from('ü')) + 1;
    const body = Readable.from([text.subarray(0, cut), text.subarray(cut)], { objectMode: false });
    const requestHandler = { handle: () => Promise.resolve({ response: { statusCode: 200, body } }) };
    const { client } = aClient([], { requestHandler });
    expect(await client.call('BatchGetItem', read)).toEqual({ Responses: { one: [{ pk: { S: 'ü' } }] } });
  });

  it('answers nothing where the service answers nothing', async () => {
    const { client } = aClient([{ status: 200, body: '' }]);
    expect(await client.call('UpdateItem', { TableName: 't', Key: {} })).toEqual({});
  });
});
