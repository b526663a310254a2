import { randomUUID } from 'node:crypto';
import { api, field, must } from './api.ts';
import { tokenOf } from './localProduct.ts';
import { perProduct, product } from './product.ts';

/** A person who is signed in and known to the product. */
export interface SignedIn {
  /** The subject at the sign-in provider. */
  readonly name: string;
  readonly token: string;
  readonly userId: string;
}

/** Anybody by name: a seeded person, `member-…`, or `super-…`; signed in once per worker. */
export const person = perProduct(async (name: string): Promise<SignedIn> => {
  const token = await tokenOf(product(), name);
  const me = await must(200, api('GET', '/users/me', { as: token }));
  return { name, token, userId: field(me, 'UserId') };
});

/** The seeded people: ada may be Super-Admin, grace is a manager, linus and mary are members. Shared: no test changes them. */
export async function people(): Promise<Record<'ada' | 'grace' | 'linus' | 'mary', SignedIn>> {
  const [ada, grace, linus, mary] = await Promise.all(
    ['ada', 'grace', 'linus', 'mary'].map((name) => person(name)),
  );
  if (!ada || !grace || !linus || !mary) throw new Error('nobody is seeded');
  return { ada, grace, linus, mary };
}

/** A member of the test's own. */
export function aMember(): Promise<SignedIn> {
  return person(`member-${randomUUID()}`);
}

/** A person of the test's own whom the provider's group makes a Super-Admin member. */
export function aSuperAdmin(): Promise<SignedIn> {
  return person(`super-${randomUUID()}`);
}

/** A person of the test's own with a role attached and, since a request runs under one role, as the default role. */
export async function aHolderOf(roleId: string): Promise<SignedIn> {
  const [{ ada }, holder] = await Promise.all([people(), aMember()]);
  const as = await inMode(ada);
  await must(200, api('PUT', `/users/${holder.userId}/roles/${roleId}`, { as }));
  await must(200, api('PATCH', `/users/${holder.userId}`, { as, body: { DefaultRoleId: roleId } }));
  return holder;
}

const modeOf = perProduct(enterMode);

/** The token of a person's Super-Admin mode, entered once per worker. */
export function inMode({ token }: SignedIn): Promise<string> {
  return modeOf(token);
}

/** Enters the mode anew. */
export async function enterMode(token: string): Promise<string> {
  return field(
    await must(201, api('POST', '/users/super-admin/auth-token', { as: token, body: {} })),
    'Token',
  );
}

/** Ada's mode: for what a test needs done and is not about. */
export async function asSuperAdmin(): Promise<string> {
  return await inMode((await people()).ada);
}

/** Somebody who was made an administrator; shared by the tests of a worker, none of which changes the person. */
export const anAdministrator = perProduct(() => aHolderOf('SystemRole-SystemAdministrators'));
