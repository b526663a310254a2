import { randomUUID } from 'node:crypto';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../shared/domain/time.ts';
import type { ServiceUser } from '../../shared/domain/user.ts';
import { Table } from '../../shared/store/table.ts';
import { Usage } from '../../shared/store/usage.ts';
import { api, field, must, type Answer } from './api.ts';
import { aPerson } from './aPerson.ts';
import { aServiceUser } from './aServiceUser.ts';
import { localDynamoDb, productDynamoDb } from './interposer.ts';
import { asSuperAdmin, inMode, people, type SignedIn } from './people.ts';
import { perProduct, product } from './product.ts';
import { shareWrite, stored, userWrites } from './stored.ts';

/** A name that nothing else has. */
export function aName(prefix = 'svc'): string {
  return `${prefix}-${randomUUID().slice(0, 18)}`;
}

/** A service user as its creator knows it. */
export interface CreatedServiceUser {
  readonly userId: string;
  readonly name: string;
  /** Who created it and has access to it. */
  readonly owner: SignedIn;
}

/** Creates a service user of the test's own; its owner is ada unless another Super-Admin is given. */
export async function aCreatedServiceUser({
  name = aName(),
  owner,
  disabled = false,
  sharedWith,
  ...body
}: {
  readonly name?: string;
  readonly owner?: SignedIn;
  readonly disabled?: boolean;
  /** A person who gets an Owner share beside the creator. */
  readonly sharedWith?: SignedIn;
  readonly Role?: string;
  readonly Teams?: readonly string[];
} = {}): Promise<CreatedServiceUser> {
  const creator = owner ?? (await people()).ada;
  const as = await inMode(creator);
  const userId = field(
    await must(201, api('POST', '/users', { as, body: { Name: name, ...body } })),
    'UserId',
  );
  if (sharedWith !== undefined) await aShare(as, userId, sharedWith);
  if (disabled) await must(200, api('POST', `/users/${userId}/disable`, { as }));
  return { userId, name, owner: creator };
}

/** Gives a person an Owner share. */
async function aShare(as: string, userId: string, grantee: SignedIn): Promise<void> {
  const body = { AccessType: 'Owner' };
  await must(200, api('PUT', `/users/${userId}/shares/users/${grantee.userId}`, { as, body }));
}

/** Assumes a service user. */
export function assume(who: SignedIn, { userId }: { userId: string }, body: object = {}): Promise<Answer> {
  return api('POST', `/users/${userId}/auth-token`, { as: who.token, body });
}

/** The token got by assuming. */
export async function assumedToken(
  who: SignedIn,
  target: { userId: string },
  body: object = {},
): Promise<string> {
  return field(await must(201, assume(who, target, body)), 'Token');
}

/** A request that runs as a service user: ada beside a token of hers. */
export interface ActingAsServiceUser {
  readonly as: string;
  readonly assumed: string;
  readonly userId: string;
}

/** Acts as a service user with the administrators' role: what it may not do, no role of it allows. Shared: nothing changes it. */
export const asServiceUser = perProduct(() => actAs({ Role: 'Admin' }));

/** Acts as a service user of the test's own. */
export async function actAs(
  given: Parameters<typeof aCreatedServiceUser>[0] = {},
): Promise<ActingAsServiceUser> {
  const target = await aCreatedServiceUser(given);
  const { owner, userId } = target;
  return { as: owner.token, assumed: await assumedToken(owner, target), userId };
}

/** Creates a role of the test's own, managed by ada unless others are named. */
export async function aCreatedRole(body: object = {}): Promise<{ roleId: string; name: string }> {
  const name = aName('role');
  const sent = { RoleName: name, Permissions: [], ...body };
  const answer = await must(201, api('POST', '/roles', { as: await asSuperAdmin(), body: sent }));
  return { roleId: field(answer, 'RoleId'), name };
}

/** Creates a team of the test's own. */
export async function aCreatedTeam(): Promise<{ teamId: string; name: string }> {
  const name = aName('team');
  const answer = await must(
    201,
    api('POST', '/teams', { as: await asSuperAdmin(), body: { TeamName: name } }),
  );
  return { teamId: field(answer, 'TeamId'), name };
}

/** The product's own table: for states that no operation makes yet, and for what must not be stored. */
export const productTable = perProduct(() => openTable(product().dynamodb));

/** The one table behind a DynamoDB on this machine. */
export async function openTable(endpoint: string): Promise<Table> {
  const { TableNames = [] } = await localDynamoDb(endpoint).send(new ListTablesCommand({}));
  const [name] = TableNames;
  if (name === undefined || TableNames.length > 1) throw new Error(`tables: ${TableNames.join(', ')}`);
  return new Table(name, new Usage(), productDynamoDb(endpoint));
}

/** Ids of the right form that nothing has. */
export const unknownId = {
  serviceUser: 'svc_01h455vb4pex5vsknk084sn02q',
  person: 'usr_01h455vb4pex5vsknk084sn02q',
  role: 'rol_01h455vb4pex5vsknk084sn02q',
  team: 'tem_01h455vb4pex5vsknk084sn02q',
  session: 'ses_01h455vb4pex5vsknk084sn02q',
  tag: 'tag_01h455vb4pex5vsknk084sn02q',
  resource: 'res_01h455vb4pex5vsknk084sn02q',
  token: 'tok_01h455vb4pex5vsknk084sn02q',
  trustRule: 'tru_01h455vb4pex5vsknk084sn02q',
} as const;

/** A service user whose delete has begun: no operation makes that state yet. Ada has access to it. */
export async function aDeletingServiceUser(given: Partial<ServiceUser> = {}): Promise<ServiceUser> {
  return await aPlantedServiceUser({ status: 'deleting', ...given });
}

/** A service user in any state, put into the table as it is. Ada has access to it. */
export async function aPlantedServiceUser(given: Partial<ServiceUser>): Promise<ServiceUser> {
  const user = aServiceUser(given);
  const { ada } = await people();
  const share = shareWrite(user.userId, ada.userId, systemClock());
  await stored(await productTable(), ...userWrites(user), share);
  return user;
}

/** Ids of so many persons who never signed in, put into the table as they are. */
export async function plantedPersons(count: number): Promise<string[]> {
  const persons = Array.from({ length: count }, () => aPerson());
  await stored(await productTable(), ...persons.flatMap(userWrites));
  return persons.map(({ userId }) => userId);
}
