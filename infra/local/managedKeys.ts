import { join } from 'node:path';
import { startKms } from './kmsEndpoint.ts';
import { isSigningSpec, KeyStore } from './keyStore.ts';
import type { KeyPlace, ManagedKeysSettings } from './keyRequest.ts';

/** The keys of an assembly: in the own KMS endpoint, or in the one that AWS_ENDPOINT_URL_KMS names. */
export interface ManagedKeys {
  readonly endpoint: string;
  /** Id of the first key that signs; empty without one. */
  readonly firstSigningKey: string;
  /** Id and ARN of a key, by its name in the assembly. */
  named(name: string): KeyPlace;
  stop(): Promise<void>;
}

function managed(
  { requests }: ManagedKeysSettings,
  keys: ReadonlyMap<string, KeyPlace>,
  running: { readonly endpoint: string; stop(): Promise<void> },
): ManagedKeys {
  const first = requests.find(({ spec }) => isSigningSpec(spec))?.name ?? '';
  return {
    endpoint: running.endpoint,
    firstSigningKey: keys.get(first)?.id ?? '',
    named: (name) => {
      const key = keys.get(name);
      if (!key) throw new Error(`The template gained the key ${name}: start again to make it`);
      return key;
    },
    stop: () => running.stop(),
  };
}

/** Opens every key that the assembly asks for. */
export async function openKeys(settings: ManagedKeysSettings): Promise<ManagedKeys> {
  const endpoint = settings.environment['AWS_ENDPOINT_URL_KMS'];
  if (endpoint !== undefined && endpoint !== '') {
    // Loaded only here: the KMS client would cost every other start a tenth of a second.
    const { externalKeys } = await import('./externalKeys.ts');
    const keys = await externalKeys(endpoint, settings);
    return managed(settings, keys, { endpoint, stop: async () => undefined });
  }
  const store = new KeyStore(settings.inMemory ? undefined : join(settings.data, 'kms'), settings);
  const opened = settings.requests.map((request) => [request.name, store.open(request)] as const);
  return managed(settings, new Map(opened), await startKms(opened.map(([, key]) => key)));
}
