import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { startEvents } from '../../infra/local/events.ts';
import { openFunctionLog } from '../../infra/local/functionLog.ts';
import { Webhook } from '../../infra/local/webhook.ts';
import { localOptions, UsageError } from '../../bin/localOptions.ts';

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function aBus(
  test: TestContext,
  settings: { webhook?: string; environment?: Record<string, string> } = {},
) {
  const data = aFolder(test);
  const functionLog = openFunctionLog(join(data, 'functions.log'));
  const events = await startEvents({
    data,
    webhook: settings.webhook,
    environment: settings.environment ?? {},
    functionLog,
  });
  const client = new EventBridgeClient({
    endpoint: events.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  test.onTestFinished(async () => {
    client.destroy();
    await events.stop();
    functionLog.close();
  });
  const lines = () => readFileSync(events.file, 'utf8').split('\n').filter(Boolean);
  return { events, client, lines };
}

const entry = (id: string) => ({
  EventBusName: 'service-users-local',
  Source: 'service-users',
  DetailType: 'com.service-users.createUser',
  Detail: JSON.stringify({ specversion: '1.0', id }),
});

/** A receiver that answers these statuses in turn, the last one for ever, and keeps what it was sent. */
async function aReceiver({ onTestFinished }: TestContext, ...statuses: readonly number[]) {
  const received: { type: string | undefined; body: string }[] = [];
  const server = createServer((message, response) => {
    void text(message).then((body) => {
      const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 200;
      received.push({ type: message.headers['content-type'], body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, received, ids: () => received.map(({ body }) => (JSON.parse(body) as { id: string }).id) };
}

describe('the local bus', () => {
  it('takes events and keeps one line of JSON for each, in order', async (test) => {
    const { client, lines } = await aBus(test);
    const answer = await client.send(new PutEventsCommand({ Entries: [entry('a'), entry('b')] }));
    expect(answer.FailedEntryCount).toBe(0);
    expect(answer.Entries?.map(({ EventId }) => typeof EventId)).toEqual(['string', 'string']);
    expect(lines()).toEqual(['{"specversion":"1.0","id":"a"}', '{"specversion":"1.0","id":"b"}']);
  });

  it('refuses what EventBridge refuses, and takes the others of the same call', async (test) => {
    const { client, lines } = await aBus(test);
    const broken = { ...entry('b'), Detail: '[1]' };
    const { Entries, FailedEntryCount } = await client.send(
      new PutEventsCommand({ Entries: [entry('a'), broken, { Detail: '{}' }] }),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'InvalidArgument',
    ]);
    expect(lines()).toHaveLength(1);
    const eleven = Array.from({ length: 11 }, (_, at) => entry(String(at)));
    await expect(client.send(new PutEventsCommand({ Entries: eleven }))).rejects.toThrow('1 to 10');
  });

  it('keeps each event on one line, whatever the JSON looked like', async (test) => {
    const { client, lines } = await aBus(test);
    await client.send(new PutEventsCommand({ Entries: [{ ...entry('a'), Detail: '{\n "id": "a"\n}' }] }));
    expect(lines()).toEqual(['{"id":"a"}']);
  });

  it('gives way to a bus of one’s own', async (test) => {
    const endpoint = 'http://127.0.0.1:9';
    const { events } = await aBus(test, { environment: { AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint } });
    expect(events.endpoint).toBe(endpoint);
    expect(existsSync(events.file)).toBe(true);
  });
});

describe('the webhook', () => {
  it('gets each event as a CloudEvent, in order, while publishing goes on', async (test) => {
    const receiver = await aReceiver(test, 200);
    const { client } = await aBus(test, { webhook: receiver.url });
    await client.send(new PutEventsCommand({ Entries: ['a', 'b', 'c'].map(entry) }));
    await expect.poll(receiver.ids).toEqual(['a', 'b', 'c']);
    expect(receiver.received[0]?.type).toBe('application/cloudevents+json');
  });

  it('is tried again until it takes the event; those behind wait', async (test) => {
    const receiver = await aReceiver(test, 500, 503, 200);
    const lost: string[] = [];
    const webhook = new Webhook({ url: receiver.url, giveUp: (body) => lost.push(body), firstPause: 1 });
    webhook.send('{"id":"a"}');
    webhook.send('{"id":"b"}');
    await expect.poll(receiver.ids).toEqual(['a', 'a', 'a', 'b']);
    await webhook.stop();
    expect(lost).toEqual([]);
  });

  it('that never answers well is given up for that event, with the reason, and not for the next', async (test) => {
    const receiver = await aReceiver(test, 500, 500, 500, 500, 500, 500, 500, 500, 200);
    const lost: [string, string][] = [];
    const webhook = new Webhook({ url: receiver.url, giveUp: (...what) => lost.push(what), firstPause: 1 });
    webhook.send('{"id":"a"}');
    webhook.send('{"id":"b"}');
    await expect.poll(() => receiver.ids().at(-1), { timeout: 5000 }).toBe('b');
    await webhook.stop();
    expect(lost).toEqual([['{"id":"a"}', 'status 500']]);
  });

  it('that is not there holds up nobody, not even the end', async (test) => {
    const { client, events } = await aBus(test, { webhook: 'http://127.0.0.1:9/' });
    await client.send(new PutEventsCommand({ Entries: [entry('a')] }));
    await expect(events.stop()).resolves.toBeUndefined();
  });

  it('is named by --webhook, as a URL', () => {
    expect(localOptions(['--webhook', 'http://127.0.0.1:9/'])?.webhook).toBe('http://127.0.0.1:9/');
    expect(localOptions([])?.webhook).toBeUndefined();
    expect(() => localOptions(['--webhook', 'nowhere'])).toThrow(UsageError);
  });
});
