import { request } from 'node:http';
import { expect } from 'vitest';
import type { Answer } from './answer.ts';
import { checkAnswer } from './checkAnswer.ts';
import { product } from './product.ts';

/** A call, as far as it differs from an anonymous one without a body. */
export interface CallSettings {
  /** The token in `Authorization`. */
  readonly as?: string;
  /** The token in the service-user header. */
  readonly assumed?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another product than the shared one. */
  readonly at?: string;
}

/** Calls the API and holds the answer to what every answer of it promises (checkAnswer.ts). */
export async function api(method: string, path: string, settings: CallSettings = {}): Promise<Answer> {
  const { at = product().api, body, raw } = settings;
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(at + path, {
    method,
    headers: headersOf(settings),
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  const answer = answerOf(response.status, response.headers, text);
  checkAnswer(method, path.split('?')[0] ?? '', answer);
  return answer;
}

function headersOf({ as, assumed, body, headers }: CallSettings): Record<string, string> {
  return {
    ...(as === undefined ? {} : { Authorization: `Bearer ${as}` }),
    ...(assumed === undefined ? {} : { 'X-Amorphic-Service-User': assumed }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  };
}

function answerOf(status: number, headers: Headers, text: string): Answer {
  const json = headers.get('content-type')?.includes('json') === true && text !== '';
  return { status, headers, text, body: json ? (JSON.parse(text) as Answer['body']) : {} };
}

/** Calls the API with header lines and a path that `fetch` would not send: names and values in turn. */
export async function apiWithLines(
  method: string,
  path: string,
  { lines, body }: { lines: readonly string[]; body?: string | undefined },
): Promise<Answer> {
  const { hostname, port, host } = new URL(product().api);
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  const headers = ['Host', host, ...lines, ...length];
  const answer = await new Promise<Answer>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const fields = new Headers(response.headers as Record<string, string>);
        resolve(answerOf(response.statusCode ?? 0, fields, Buffer.concat(chunks).toString()));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
  checkAnswer(method, path.split('?')[0] ?? '', answer);
  return answer;
}

/** The answer, which must have that status: what a test builds on. */
export async function must(status: number, call: Promise<Answer>): Promise<Answer> {
  const answer = await call;
  expect(answer.status, answer.text).toBe(status);
  return answer;
}

/** The value of a text field of an answer. */
export function field({ body, text }: Answer, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new Error(`no ${name} in ${text}`);
  return value;
}

/** The items of a list answer. */
export function items({ body }: Answer): Record<string, unknown>[] {
  return body['Items'] as Record<string, unknown>[];
}

export type { Answer };
