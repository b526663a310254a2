import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { getOmitRetryHeadersPlugin } from '@smithy/core/retry';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import { EventBridge } from '../../shared/aws/eventBridge.ts';
import { Kms } from '../../shared/aws/kms.ts';
import type { RequestHandler } from '../../shared/aws/serviceClient.ts';
import { credentials, recorder, type Sent } from '../support/awsRecorder.ts';

const read = { RequestItems: { one: { Keys: [{ pk: { S: 'ü' } }] } } };
const region = 'eu-central-1';
/** Fields below stand in the order of the SDK's schemas, so that the same text is signed. */
const lambda = { region, credentials };
const message = Buffer.from('header.payload');
const key = 'arn:aws:kms:eu-central-1:000000000000:key/1';
const signing = { SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'RAW' } as const;
const time = new Date('2026-11-22T12:00:00.250Z');
const event = {
  ...{ Source: 'service-users', Resources: ['svc_1'], DetailType: 'UserCreated' },
  ...{ Detail: '{}', EventBusName: 'bus' },
};

/** What the product calls, by its own client and by the SDK's. */
const calls = [
  {
    of: 'DynamoDB',
    variable: 'AWS_ENDPOINT_URL_DYNAMODB',
    ours: (requestHandler: RequestHandler) =>
      new DynamoDb({ ...lambda, requestHandler }).call('BatchGetItem', read),
    theirs: (requestHandler: object) =>
      plain(new DynamoDBClient({ ...lambda, requestHandler })).send(new BatchGetItemCommand(read)),
  },
  {
    of: 'KMS',
    variable: 'AWS_ENDPOINT_URL_KMS',
    ours: (requestHandler: RequestHandler) =>
      new Kms({ ...lambda, requestHandler }).call('Sign', {
        ...{ KeyId: key, Message: message.toString('base64') },
        ...signing,
      }),
    theirs: (requestHandler: object) =>
      plain(new KMSClient({ ...lambda, requestHandler })).send(
        new SignCommand({ KeyId: key, Message: message, ...signing }),
      ),
  },
  {
    of: 'EventBridge',
    variable: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
    ours: (requestHandler: RequestHandler) =>
      new EventBridge({ ...lambda, requestHandler }).call('PutEvents', {
        Entries: [{ Time: time.getTime() / 1000, ...event }],
      }),
    theirs: (requestHandler: object) =>
      plain(new EventBridgeClient({ ...lambda, requestHandler })).send(
        new PutEventsCommand({ Entries: [{ Time: time, ...event }] }),
      ),
  },
];

/** A client of the SDK without what it sends for AWS's statistics. */
function plain<Client extends DynamoDBClient | KMSClient | EventBridgeClient>(client: Client): Client {
  for (const name of ['getUserAgentMiddleware', 'recursionDetectionMiddleware'])
    client.middlewareStack.remove(name);
  (client as DynamoDBClient).middlewareStack.use(getOmitRetryHeadersPlugin({}));
  return client;
}

async function sentBy(send: (requestHandler: RequestHandler) => Promise<unknown>): Promise<Sent> {
  const { sent, requestHandler } = recorder();
  await send(requestHandler);
  return seenOf(sent);
}

/** Of a request what its receiver sees. */
function seenOf([sent]: readonly Sent[]): Sent {
  if (sent === undefined) throw new Error('nothing was sent');
  const { protocol, hostname, headers, body } = sent;
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : body;
  return { protocol, hostname, headers, body: text };
}

afterEach(() => vi.unstubAllEnvs());

describe('a client of AWS', () => {
  it.each(calls)('sends to $of what the SDK sends, with the same signature', async ({ ours, theirs }) => {
    let [sent, expected] = [await sentBy(ours), await sentBy(theirs)];
    // Signatures are of a second: the two may lie on both sides of its end.
    while (sent.headers['x-amz-date'] !== expected.headers['x-amz-date'])
      [sent, expected] = [await sentBy(ours), await sentBy(theirs)];
    expect(sent).toEqual(expected);
  });

  it.each(calls)('finds another $of by $variable, as the SDK does', async ({ variable, ours, theirs }) => {
    vi.stubEnv(variable, 'http://elsewhere.example:4566');
    const places = [await sentBy(ours), await sentBy(theirs)].map(({ protocol, hostname, headers }) => {
      return [protocol, hostname, headers['host']];
    });
    expect(places[0]).toEqual(['http:', 'elsewhere.example', 'elsewhere.example:4566']);
    expect(places[1]).toEqual(places[0]);
  });
});
