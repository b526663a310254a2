import { api, field, must, type Answer } from './api.ts';
import { actAs, aCreatedServiceUser, aDeletingServiceUser, unknownId } from './created.ts';
import { aMember, asSuperAdmin, people } from './people.ts';
import type { Refused } from './refuses.ts';

/** A trust rule that nothing is wrong with. */
export const aRule = {
  Name: 'ci',
  Issuer: 'https://token.actions.githubusercontent.com',
  Audience: 'https://service-users.example.com',
  Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
};

/** A service user with somebody who has access to it, and not by the mode. */
export interface Owned {
  readonly as: string;
  readonly userId: string;
  readonly path: string;
}

/** A service user of the test's own, shared with a member of the test's own. */
export async function owned(): Promise<Owned> {
  const sharedWith = await aMember();
  const { userId } = await aCreatedServiceUser({ sharedWith });
  return { as: sharedWith.token, userId, path: `/users/${userId}` };
}

/** Asks for new trust on a service user that is being deleted, by somebody with access to it. */
export async function whileDeleting(call: (path: string, as: string) => Promise<Answer>): Promise<Answer> {
  const [{ userId }, { ada }] = await Promise.all([aDeletingServiceUser(), people()]);
  return await call(`/users/${userId}`, ada.token);
}

/** Adds a trust rule and answers its id. */
export async function aTrustRule({ as, path }: Owned, fields: object = {}): Promise<string> {
  const made = await must(201, api('POST', `${path}/trust-rules`, { as, body: { ...aRule, ...fields } }));
  return field(made, 'TrustRuleId');
}

/** Who asks, and about whom. */
interface Asking {
  readonly as: string;
  readonly assumed?: string;
  readonly userId: string;
}

/** What all operations on trust refuse alike. */
export function refusedTrust(
  call: (asking: Asking) => Promise<Answer>,
): Readonly<Record<'not-for-service-users' | 'user-not-found' | 'not-a-service-user', Refused>> {
  return {
    'not-for-service-users': [
      403,
      'a request that runs as the service user itself',
      async () => await call(await actAs({ Role: 'Admin' })),
    ],
    'user-not-found': [
      404,
      'I9 an unknown user',
      async () => await call({ as: await asSuperAdmin(), userId: unknownId.serviceUser }),
    ],
    'not-a-service-user': [
      400,
      'a person, also in the mode',
      async () => await call({ as: await asSuperAdmin(), userId: (await aMember()).userId }),
    ],
  };
}
