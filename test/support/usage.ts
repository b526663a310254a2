import { readFileSync } from 'node:fs';
import type { ProductAddresses } from './localProduct.ts';
import type { Answer } from './api.ts';

/** What one function used for one request, as it says in its log line. */
export interface Used {
  /** DynamoDB calls. */
  readonly calls: number;
  /** DynamoDB calls one after the other; those under way together count as one. */
  readonly roundTrips: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly kms: number;
}

interface LogLine {
  readonly message: string;
  readonly requestId?: string;
  readonly dynamodb?: Omit<Used, 'kms'>;
  readonly kms?: { readonly calls: number };
}

/** What the authorizer and the function used for the request behind an answer; undefined for one that did not run. */
export function usageOf(
  { log }: Pick<ProductAddresses, 'log'>,
  answer: Answer,
): { authorizer: Used | undefined; operation: Used | undefined } {
  const requestId = answer.headers.get('x-amzn-requestid') ?? '';
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.requestId === requestId);
  const used = (messages: readonly string[]): Used | undefined => {
    const line = lines.find(({ message }) => messages.includes(message));
    return line?.dynamodb && { ...line.dynamodb, kms: line.kms?.calls ?? 0 };
  };
  return { authorizer: used(['authorized', 'refused']), operation: used(['request']) };
}
