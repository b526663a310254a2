import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from './dynamoDb.ts';
import type { DynamoDb } from './dynamoDb.ts';
import { ensureTable } from './tables.ts';
import type { TableSettings } from './tables.ts';
import { StreamsClient } from './streamsClient.ts';

/** What the choice of a DynamoDB depends on. */
export interface BackendSettings {
  readonly data: string;
  readonly inMemory: boolean;
  readonly region: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const credentialNames = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** The person's own credentials where an own endpoint may ask for them; embedded engines take any. */
export function credentialVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const own = credentialNames.flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const external =
    environment['AWS_ENDPOINT_URL_DYNAMODB'] ??
    environment['AWS_ENDPOINT_URL_KMS'] ??
    environment['AWS_ENDPOINT_URL_EVENTBRIDGE'];
  if (external !== undefined && own.length >= 2) return Object.fromEntries(own);
  return { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
}

/** The SDK's form of those variables. */
export function credentialsOf(environment: Readonly<Record<string, string | undefined>>) {
  const variables = credentialVariables(environment);
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

/** DynamoDB behind one address: the embedded engine, or the one that AWS_ENDPOINT_URL_DYNAMODB names. */
export class Backends {
  readonly dynamodb: string;
  /** Variables that Lambda itself would set. */
  readonly platform: Readonly<Record<string, string>>;
  readonly #engine: DynamoDb | undefined;
  readonly #settings: BackendSettings;

  private constructor(settings: BackendSettings, engine: DynamoDb | undefined, endpoint: string) {
    this.#settings = settings;
    this.#engine = engine;
    this.dynamodb = endpoint;
    this.platform = {
      AWS_REGION: settings.region,
      AWS_DEFAULT_REGION: settings.region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      ...credentialVariables(settings.environment),
    };
  }

  /** Starts the embedded engine unless an address is given. */
  static async start(settings: BackendSettings): Promise<Backends> {
    const given = settings.environment['AWS_ENDPOINT_URL_DYNAMODB'];
    if (given !== undefined && given !== '') return new Backends(settings, undefined, given);
    const engine = await startDynamoDb(
      settings.inMemory ? undefined : join(settings.data, 'dynamodb.sqlite'),
    );
    return new Backends(settings, engine, engine.endpoint);
  }

  /** Makes missing tables; answers stream ARNs by table name. */
  async ensureTables(tables: readonly TableSettings[]): Promise<ReadonlyMap<string, string>> {
    const client = new DynamoDBClient(this.#clientSettings());
    try {
      const streams = new Map<string, string>();
      for (const table of tables) {
        const arn = await ensureTable(client, table);
        if (arn !== undefined) streams.set(table.name, arn);
      }
      return streams;
    } catch (cause) {
      throw new Error(`DynamoDB at ${this.dynamodb} cannot be used`, { cause });
    } finally {
      client.destroy();
    }
  }

  /** A client for the tables' streams. */
  streams(): StreamsClient {
    return new StreamsClient(this.#clientSettings());
  }

  /** Stops the embedded engine; an own DynamoDB is left alone. */
  async stop(): Promise<void> {
    await this.#engine?.stop();
  }

  #clientSettings() {
    const { region, environment } = this.#settings;
    return { endpoint: this.dynamodb, region, credentials: credentialsOf(environment) };
  }
}
