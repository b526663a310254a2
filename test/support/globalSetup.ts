import type { TestProject } from 'vitest/node';
import { startLocalProduct } from './localProduct.ts';
import type { ProductAddresses } from './localProduct.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one product that all tests over HTTP share: `inject('product')`. */
    product: ProductAddresses;
  }
}

/** Starts the product once for all tests over HTTP, and stops it after the last. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const product = await startLocalProduct();
  project.provide('product', product.addresses);
  return () => product.stop();
}
