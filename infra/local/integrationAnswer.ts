import type { Integration } from './apiDefinition.ts';
import type { InvocationResult } from './executionEnvironment.ts';
import type { GatewayFailure, HttpAnswer } from './gatewayResponse.ts';
import { asRecord } from './json.ts';
import type { JsonRecord } from './json.ts';

/** An integration's answer, or why there is none. */
export type IntegrationOutcome = { readonly answer: HttpAnswer } | { readonly failure: GatewayFailure };

/** Headers that API Gateway does not let a function set: they come out under another name. */
const remapped = new Set([
  'connection',
  'date',
  'proxy-authenticate',
  'server',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

const malformed: IntegrationOutcome = {
  failure: { type: 'DEFAULT_5XX', message: 'Internal server error', status: 502 },
};

function isHeaderValue(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Undefined for values that are no header text: API Gateway calls such an answer malformed. */
function pairsOf(record: JsonRecord): readonly [string, string][] | undefined {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(record)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (!isHeaderValue(one)) return undefined;
      pairs.push([remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, String(one)]);
    }
  }
  return pairs;
}

/** Single and multi-value headers become one list; equal pairs appear once. */
function mergeHeaders(single: unknown, multiple: unknown): readonly [string, string][] | undefined {
  const first = pairsOf(asRecord(single));
  const more = pairsOf(asRecord(multiple));
  if (!first || !more) return undefined;
  const named = new Set(more.map(([name]) => name.toLowerCase()));
  const merged = [...first.filter(([name]) => !named.has(name.toLowerCase())), ...more];
  const typed = merged.some(([name]) => name.toLowerCase() === 'content-type');
  return typed ? merged : [['Content-Type', 'application/json'], ...merged];
}

function parsed(payload: string | undefined): JsonRecord {
  return asRecord(payload === undefined ? undefined : JSON.parse(payload));
}

const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 100 && status <= 599;

/** Reads a proxy integration's answer as strictly as API Gateway: what it cannot read is a 502. */
export function proxyAnswer(result: InvocationResult): IntegrationOutcome {
  if (!result.ok) return malformed;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed(result.payload);
  const status = Number(statusCode);
  const merged = mergeHeaders(headers, multiValueHeaders);
  const text = body ?? '';
  if (!isStatus(status) || !merged || typeof text !== 'string') return malformed;
  const bytes = Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8');
  return { answer: { statusCode: status, headers: merged, body: bytes } };
}

/** Answers a mock integration from its templates; the request template names the status code. */
export function mockAnswerOf(integration: Extract<Integration, { type: 'mock' }>): IntegrationOutcome {
  const status = /"statusCode"\s*:\s*(\d+)/.exec(integration.requestTemplate)?.[1] ?? '200';
  const chosen =
    integration.answers.find(
      ({ pattern }) => pattern !== 'default' && new RegExp(`^(?:${pattern})$`).test(status),
    ) ?? integration.answers.find(({ pattern }) => pattern === 'default');
  if (!chosen) return { failure: { type: 'DEFAULT_5XX', message: 'Internal server error', status: 500 } };
  const headers = Object.entries(chosen.headers).map(
    ([name, value]) => [name, value.replace(/^'|'$/g, '')] as const,
  );
  return { answer: { statusCode: chosen.statusCode, headers, body: Buffer.from(chosen.body) } };
}
