import { inject } from 'vitest';
import type { ProductAddresses } from './localProduct.ts';

let own: ProductAddresses | undefined;

/** The product that calls go to: the shared one, unless the file has one of its own. */
export function product(): ProductAddresses {
  return own ?? inject('product');
}

/** Sends the calls of a file to a product of its own, and with `undefined` back to the shared one. */
export function useProduct(addresses: ProductAddresses | undefined): void {
  own = addresses;
}

/** Makes something once per product and worker. */
export function perProduct<Names extends readonly string[], Result>(
  make: (...names: Names) => Promise<Result>,
): (...names: Names) => Promise<Result> {
  const made = new Map<string, Promise<Result>>();
  return (...names) => {
    const key = [product().api, ...names].join(' ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const result = make(...names);
    made.set(key, result);
    result.catch(() => made.delete(key));
    return result;
  };
}
