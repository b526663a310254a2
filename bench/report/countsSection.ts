import { assumed, prices } from '../counts/prices.ts';
import type { CountRow } from '../counts/counts.ts';
import { fixed, table } from './table.ts';

/** Counts and what they cost. */
export function countsSection(rows: readonly CountRow[] | undefined): string {
  if (rows === undefined) return '## What an operation uses and costs\n\nNot measured.';
  const cells = rows.map(({ operation, when, calls, roundTrips, readUnits, writeUnits, kms, dollars }) => [
    `\`${operation}\`, ${when}`,
    ...[calls, roundTrips, readUnits, writeUnits, kms],
    ...[dollars.gateway, dollars.lambda, dollars.dynamodb, dollars.kms, dollars.logs, dollars.sum].map(
      (value) => fixed(value, 2),
    ),
  ]);
  const columns = ['calls', 'round trips', 'RRU', 'WRU', 'KMS'];
  const paidFor = ['REST API', 'Lambda', 'DynamoDB', 'KMS', 'logs', '**sum**'].map((name) => `$ ${name}`);
  return [
    '## What an operation uses and costs',
    'Authorizer and function together, warm; the counts are those of [accessPatterns.md](../accessPatterns.md), which a test compares',
    `with the product. Dollars are for a million requests at list prices of ${prices.region}, first tier, without free tier.`,
    '',
    arithmetic(rows),
    '',
    table(['Operation', ...columns, ...paidFor], cells),
  ].join('\n');
}

function arithmetic(rows: readonly CountRow[]): string {
  const example = rows.find(
    ({ operation, when }) => operation === 'createAuthToken' && when === 'by a share',
  );
  const { authorizerGb, functionGb, ownMs, dynamoDbMs, kmsMs, logBytes } = assumed;
  return [
    `Prices noted ${prices.noted} (\`bench/counts/prices.ts\`, with the pages they are from; compared with copies of them, not with today's):`,
    `REST API $${prices.restPerMillionRequests} per million; Lambda arm64 $${prices.lambdaPerMillionRequests} per million and`,
    `$${prices.lambdaPerGbSecond} per GB-second; DynamoDB on demand $${prices.perMillionReadUnits} per million read units and`,
    `$${prices.perMillionWriteUnits} per million write units; KMS ECC_NIST_P256 $${prices.kmsPerTenThousandSigns} per 10,000 signatures;`,
    `CloudWatch Logs $${prices.logsPerGb} per GB. Assumed, since nothing here ran on AWS: an invocation lasts ${ownMs} ms,`,
    `${dynamoDbMs} ms more per round trip and ${kmsMs} ms more per signature, at ${authorizerGb} GB (authorizer) and ${functionGb} GB (function), and logs ${logBytes} bytes.`,
    '',
    example === undefined ? '' : worked(example),
  ].join('\n');
}

/** Of one round trip the authorizer's time is, the others are the function's. */
function worked({ readUnits, writeUnits, kms, roundTrips, dollars }: CountRow): string {
  const { authorizerGb, functionGb, ownMs, dynamoDbMs, kmsMs, logBytes } = assumed;
  const functionMs = ownMs + (roundTrips - 1) * dynamoDbMs + kms * kmsMs;
  return [
    `Worked out for \`createAuthToken\` by a share: DynamoDB ${readUnits} × ${prices.perMillionReadUnits} + ${writeUnits} × ${prices.perMillionWriteUnits}`,
    `= $${fixed(dollars.dynamodb, 2)}; KMS ${kms} × ${prices.kmsPerTenThousandSigns} × 100 = $${fixed(dollars.kms, 2)}; Lambda 2 × ${prices.lambdaPerMillionRequests} +`,
    `(${authorizerGb} GB × ${ownMs + dynamoDbMs} ms + ${functionGb} GB × ${functionMs} ms) × 1,000 × ${prices.lambdaPerGbSecond} = $${fixed(dollars.lambda, 2)}; logs 2 × ${logBytes} B × ${prices.logsPerGb} per GB`,
    `= $${fixed(dollars.logs, 2)}; with the gateway's $${fixed(dollars.gateway, 2)}: $${fixed(dollars.sum, 2)} for a million tokens.`,
  ].join('\n');
}
