import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../infra/local/dynamoDb.ts';
import { Interposer } from './interposer.ts';
import { startLocalProduct } from './localProduct.ts';
import type { ProductAddresses } from './localProduct.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one product that all tests over HTTP share: `inject('product')`. Its `dynamodb` takes rules (interpose.ts). */
    product: ProductAddresses;
  }
}

interface Shared {
  readonly addresses: ProductAddresses;
  stop(): Promise<void>;
}

/** Each project loads this file anew, so what they share is kept where all see it. */
const shared = globalThis as { sharedProduct?: { users: number; started: Promise<Shared> } };

async function start(): Promise<Shared> {
  const engine = await startDynamoDb();
  const interposer = await Interposer.start(engine.endpoint);
  const stopBackends = async (): Promise<void> => {
    await interposer.stop();
    await engine.stop();
  };
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: interposer.endpoint };
  const product = await startLocalProduct({ environment }).catch(async (error: unknown) => {
    await stopBackends();
    throw error;
  });
  return {
    addresses: product.addresses,
    stop: async () => {
      await product.stop();
      await stopBackends();
    },
  };
}

/** Starts the product once for all projects whose tests go over HTTP, and stops it after the last. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const use = (shared.sharedProduct ??= { users: 0, started: start() });
  use.users += 1;
  const product = await use.started;
  project.provide('product', product.addresses);
  return async () => {
    use.users -= 1;
    if (use.users === 0) await product.stop();
  };
}
