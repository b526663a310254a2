import { afterAll, beforeAll } from 'vitest';
import { startLocalProduct, type TestProduct } from './localProduct.ts';
import { useProduct } from './product.ts';

/** Gives a file a product of its own that nobody has used: for what there is one of in each, or what depends on all that is stored. */
export function useOwnProduct(settings: Parameters<typeof startLocalProduct>[0] = {}): void {
  let product: TestProduct | undefined;
  beforeAll(async () => {
    product = await startLocalProduct(settings);
    useProduct(product.addresses);
  });
  afterAll(async () => {
    useProduct(undefined);
    await product?.stop();
  });
}
