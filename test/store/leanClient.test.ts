import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientSettings, lean } from '../../shared/store/leanClient.ts';

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A client that sends nothing, and what it would have sent. */
function aClient(): { readonly client: DynamoDBClient; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const handle = (request: Sent) => {
    sent.push(request);
    return Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } });
  };
  const client = new DynamoDBClient({
    ...clientSettings,
    region: 'eu-central-1',
    endpoint: 'https://dynamodb.example',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
    requestHandler: { handle } as object,
  });
  return { client: lean(client), sent };
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The signature of a request, worked out as AWS describes it. */
function signatureOf({ headers, body }: Sent): string {
  const signed = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const lines = signed.split(';').map((name) => `${name}:${headers[name] ?? ''}\n`);
  const canonical = ['POST', '/', '', lines.join(''), signed, sha256(body)].join('\n');
  const date = headers['x-amz-date'] ?? '';
  const scope = `${date.slice(0, 8)}/eu-central-1/dynamodb/aws4_request`;
  const key = scope.split('/').reduce((before: string | Buffer, part) => hmac(before, part), 'AWS4secret');
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

describe('a client of AWS', () => {
  it('signs each request as AWS checks it, also the second one of a kind', async () => {
    const { client, sent } = aClient();
    for (const table of ['one', 'two'])
      await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [] } } }));
    expect(sent.map(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.length).toString())).toEqual(
      ['{"RequestItems":{"one":{"Keys":[]}}}', '{"RequestItems":{"two":{"Keys":[]}}}'],
    );
    for (const request of sent)
      expect(request.headers['authorization']).toMatch(new RegExp(`Signature=${signatureOf(request)}$`));
  });

  it('gives up a request that nobody answers, and says that it may be tried again', async () => {
    let asked = 0;
    const silent = createServer(() => void (asked += 1));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => silent.closeAllConnections());
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const client = lean(
      new DynamoDBClient({
        ...clientSettings,
        region: 'eu-central-1',
        endpoint: `http://127.0.0.1:${port}`,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
        requestHandler: { ...clientSettings.requestHandler, requestTimeout: 20 },
      }),
    );
    const call = client.send(new BatchGetItemCommand({ RequestItems: { one: { Keys: [] } } }));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } });
    expect(asked).toBe(3);
  });

  it('sends no headers that nobody reads', async () => {
    const { client, sent } = aClient();
    await client.send(new BatchGetItemCommand({ RequestItems: {} }));
    expect(Object.keys(sent[0]?.headers ?? {}).sort()).toEqual([
      'amz-sdk-invocation-id',
      'amz-sdk-request',
      'authorization',
      'content-length',
      'content-type',
      'host',
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-security-token',
      'x-amz-target',
    ]);
  });
});
