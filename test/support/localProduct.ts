import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '../../bin/localProduct.ts';
import type { LocalProductSettings } from '../../bin/localProduct.ts';
import { seededPeople } from '../../bin/people.ts';
import { signIn } from '../../infra/local/signIn.ts';
import type { LocalPeople } from '../../infra/local/signInPage.ts';

/** Where a product under test is: plain data, so that it can be handed to test workers. */
export interface ProductAddresses {
  readonly api: string;
  /** The web console: for settings that ask for it. */
  readonly console?: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly dynamodb: string;
  readonly kms: string;
  readonly keyId: string;
  /** File of the functions' log lines. */
  readonly log: string;
  /** File of the published events. */
  readonly events: string;
}

/** A product under test. */
export interface TestProduct {
  readonly addresses: ProductAddresses;
  stop(): Promise<void>;
}

/** Beside the seeded people, anybody whose name begins so can sign in: each test has people of its own. */
const prefixes = { member: 'member-', superAdmin: 'super-' } as const;

/** Those who can sign in at a product under test. */
export function testPeople(superAdminGroups: readonly string[]): LocalPeople {
  const seeded = seededPeople(superAdminGroups);
  const made = (id: string) => {
    const member = id.startsWith(prefixes.member);
    if (!member && !id.startsWith(prefixes.superAdmin)) return undefined;
    const groups = member ? [] : superAdminGroups;
    return { id, name: id, email: `${id}@example.com`, groups, note: '' };
  };
  return { shown: seeded.shown, find: (id) => seeded.find(id) ?? made(id) };
}

/** Starts the deployed shape on free ports with everything in memory; `stop` leaves nothing behind. */
export async function startLocalProduct(
  settings: Partial<LocalProductSettings> & { readonly seeded?: boolean } = {},
): Promise<TestProduct> {
  const data = mkdtempSync(join(tmpdir(), 'service-users-'));
  const product = await startProduct({
    data,
    inMemory: true,
    port: 0,
    console: false,
    outside: undefined,
    superAdmins: [],
    webhook: undefined,
    environment: {},
    people: testPeople,
    progress: () => undefined,
    ...settings,
  });
  const stop = async (): Promise<void> => {
    await product.cloud.stop();
    rmSync(data, { recursive: true, force: true });
  };
  if (settings.seeded ?? true) {
    await product.seed().catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  }
  const { api, site, dynamodb, kms, keyId, log, events } = product.cloud.addresses;
  const { issuer, clientId } = product;
  const addresses = { api, issuer, clientId, dynamodb, kms, keyId, log, events };
  return { addresses: site === undefined ? addresses : { ...addresses, console: site }, stop };
}

const tokens = new Map<string, Promise<string>>();

/**
 * The ID token of a person: a seeded one, or anybody called `member-…` or `super-…` (who may switch to
 * Super-Admin). The same token for the whole run of a worker.
 */
export function tokenOf({ issuer, clientId }: ProductAddresses, person: string): Promise<string> {
  const key = `${issuer} ${person}`;
  const token = tokens.get(key) ?? signIn({ issuer, clientId, person });
  tokens.set(key, token);
  return token;
}
