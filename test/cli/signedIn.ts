import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { tokenOf } from '../support/localProduct.ts';

/** A person with a token of the sign-in provider, known to the product. */
export interface SignedIn {
  readonly token: string;
  readonly userId: string;
}

/** Signs in: a seeded person, or anybody called `member-…` or `super-…`. */
export async function signedIn(name: string): Promise<SignedIn> {
  const product = inject('product');
  const token = await tokenOf(product, name);
  const me = await fetch(`${product.api}/users/me`, { headers: { authorization: `Bearer ${token}` } });
  const { UserId } = (await me.json()) as { UserId: string };
  return { token, userId: UserId };
}

/** A person of the test's own who may switch to Super-Admin. */
export function aSuperAdmin(): Promise<SignedIn> {
  return signedIn(`super-${randomUUID()}`);
}
