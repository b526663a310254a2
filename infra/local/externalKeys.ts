import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import type { KeyMetadata, KeySpec } from '@aws-sdk/client-kms';
import { credentialsOf } from './backends.ts';
import { isSigningSpec } from './keyStore.ts';
import type { KeyPlace, KeyRequest, ManagedKeysSettings } from './keyRequest.ts';

async function findOrCreate(client: KMSClient, request: KeyRequest): Promise<KeyMetadata | undefined> {
  const alias = `alias/${request.name}`;
  try {
    return (await client.send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata;
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
  const usage = isSigningSpec(request.spec) ? ('SIGN_VERIFY' as const) : ('ENCRYPT_DECRYPT' as const);
  const made = await client.send(new CreateKeyCommand({ KeySpec: request.spec as KeySpec, KeyUsage: usage }));
  await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: made.KeyMetadata?.KeyId }));
  return made.KeyMetadata;
}

/** Finds or makes the assembly's keys in a KMS of one's own, each under an alias of its name. */
export async function externalKeys(
  endpoint: string,
  { region, environment, requests }: ManagedKeysSettings,
): Promise<ReadonlyMap<string, KeyPlace>> {
  const client = new KMSClient({ endpoint, region, credentials: credentialsOf(environment) });
  const keys = new Map<string, KeyPlace>();
  try {
    for (const request of requests) {
      const { KeyId = '', Arn = '' } = (await findOrCreate(client, request)) ?? {};
      keys.set(request.name, { id: KeyId, arn: Arn });
    }
  } catch (cause) {
    throw new Error(`KMS at ${endpoint} cannot be used`, { cause });
  } finally {
    client.destroy();
  }
  return keys;
}
