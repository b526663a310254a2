/** List prices of one region in US dollars, first tier, without free tier and taxes. */
export const prices = {
  region: 'us-east-1',
  /** When these figures were compared, with copies of the pages named here or with what others publish of them: this program reads nothing from AWS. */
  noted: '2026-11-22',
  /** https://aws.amazon.com/lambda/pricing/ (arm64) */
  lambdaPerMillionRequests: 0.2,
  lambdaPerGbSecond: 0.0000133334,
  /** https://aws.amazon.com/api-gateway/pricing/ (REST API, up to 333 million a month) */
  restPerMillionRequests: 3.5,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ (standard table class) */
  perMillionReadUnits: 0.125,
  perMillionWriteUnits: 0.625,
  /** https://aws.amazon.com/kms/pricing/ (asymmetric, all but RSA 2048) */
  kmsPerTenThousandSigns: 0.15,
  /** https://aws.amazon.com/cloudwatch/pricing/ (ingestion of logs) */
  logsPerGb: 0.5,
} as const;

/** What the arithmetic assumes where nothing was measured. */
export const assumed = {
  /** Of infra/apiStack.ts and infra/serviceFunction.ts. */
  authorizerGb: 1,
  functionGb: 0.5,
  /** Milliseconds of a warm invocation beside its calls, for one call of DynamoDB, and for one of KMS. */
  ownMs: 4,
  dynamoDbMs: 5,
  kmsMs: 15,
  /** Bytes that one invocation logs: our line, and the three of the Lambda platform. */
  logBytes: 900,
} as const;

/** What one request uses. */
export interface Used {
  readonly invocations: readonly { readonly gb: number; readonly roundTrips: number; readonly kms: number }[];
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly kms: number;
}

/** Dollars for a million requests, by what they are paid for. */
export interface Dollars {
  readonly gateway: number;
  readonly lambda: number;
  readonly dynamodb: number;
  readonly kms: number;
  readonly logs: number;
  readonly sum: number;
}

/** The bill for a million such requests. */
export function dollarsPerMillion({ invocations, readUnits, writeUnits, kms }: Used): Dollars {
  const gigabyteSeconds = invocations.map(({ gb, roundTrips, kms: signs }) => {
    const milliseconds = assumed.ownMs + roundTrips * assumed.dynamoDbMs + signs * assumed.kmsMs;
    return (gb * milliseconds) / 1000;
  });
  const seconds = gigabyteSeconds.reduce((sum, one) => sum + one, 0) * 1e6;
  const parts = {
    gateway: prices.restPerMillionRequests,
    lambda: invocations.length * prices.lambdaPerMillionRequests + seconds * prices.lambdaPerGbSecond,
    dynamodb: readUnits * prices.perMillionReadUnits + writeUnits * prices.perMillionWriteUnits,
    kms: kms * prices.kmsPerTenThousandSigns * 100,
    logs: invocations.length * (assumed.logBytes / 1e9) * 1e6 * prices.logsPerGb,
  };
  return { ...parts, sum: Object.values(parts).reduce((sum, one) => sum + one, 0) };
}
