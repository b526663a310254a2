import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OperationId } from '../../shared/contract/operations.ts';
import { newId, type ResourceId, type TagId } from '../../shared/domain/ids.ts';
import { addMinutes, instant } from '../../shared/domain/time.ts';
import type { Person, ServiceUser } from '../../shared/domain/user.ts';
import { tagKey } from '../../shared/store/keys.ts';
import { putNewResource } from '../../shared/store/resources.ts';
import { putNewRole } from '../../shared/store/roles.ts';
import { putShare, type Share } from '../../shared/store/shares.ts';
import { putTagMember } from '../../shared/store/tags.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { given, shareWrite, stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

/** A role that permits nothing, so that shares alone decide. */
const powerless = {
  roleName: 'Nothing',
  description: '',
  permissions: [],
  roleManagers: [],
  builtIn: false,
  version: 1,
};

let issuer: OidcIssuer;
let api: Authorizing;
let ada: Person;
let token: string;
let tagId: TagId;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada, token } = await api.person());
  tagId = newId('tag');
  await stored(api.store.table, tagWrite(tagId));
});

/** What the gateway would answer ada, and what it cost. */
async function asked(operation: OperationId, params: Record<string, string>, authorization = token) {
  await api.ask({ operation, params, authorization });
  api.store.usage.take();
  const { status, code, caller } = await api.ask({ operation, params, authorization });
  const { calls, roundTrips } = api.store.usage.take();
  return { status, code, access: caller?.access, calls, roundTrips };
}

function membership(userId: string, accessType: 'Owner' | 'ReadOnly', createdAt = given) {
  return putTagMember({ tagId, userId, accessType, createdAt, createdBy: userId }, undefined);
}

describe('a tag', () => {
  const changes: OperationId[] = ['deleteTag', 'addTagUser', 'removeTagUser'];

  it.each(changes)('%s is for its Owners: known from the first round trip', async (operation) => {
    await stored(api.store.table, membership(ada.userId, 'Owner'));
    expect(await asked(operation, { tagId, userId: ada.userId })).toMatchObject({ status: 200, calls: 1 });
  });

  it.each(changes)('%s is not for its readers, nor for strangers', async (operation) => {
    const { token: other } = await api.person();
    await stored(api.store.table, membership(ada.userId, 'ReadOnly'));
    for (const by of [token, other]) {
      const answer = await asked(operation, { tagId, userId: ada.userId }, by);
      expect(answer).toMatchObject({ status: 403, code: 'not-allowed' });
    }
  });

  it('D6 is not owned by a person who comes again: the id is the same, the ownership was another’s', async () => {
    await stored(api.store.table, membership(ada.userId, 'Owner', instant(given - 1)));
    expect((await asked('deleteTag', { tagId })).status).toBe(403);
  });

  it('I9 that is not there is 404 for everybody, also for who was its Owner', async () => {
    await stored(api.store.table, membership(ada.userId, 'Owner'), { remove: tagKey(tagId) });
    expect(await asked('deleteTag', { tagId })).toMatchObject({ status: 404, code: 'tag-not-found' });
    expect(await asked('deleteTag', { tagId: 'tag_x' })).toMatchObject({ status: 404 });
  });
});

describe('a resource', () => {
  let resourceId: ResourceId;
  const register = (ownerId: string) =>
    stored(
      api.store.table,
      ...putNewResource({
        resourceId,
        resourceType: 'notebook',
        name: 'Churn',
        externalId: undefined,
        ownerId,
        createdAt: given,
        version: 1,
      }),
    );
  const shareOf = (share: Pick<Share, 'granteeType' | 'granteeId' | 'accessType'>, createdAt = given) =>
    putShare({ kind: 'resource', id: resourceId }, { ...share, createdAt, createdBy: 'usr_x' });
  const changes: OperationId[] = ['deleteResource', 'listResourceShares', 'shareResourceWithTag'];
  beforeEach(() => {
    resourceId = newId('resource');
  });

  it.each(changes)('H8 %s is for its owner: known from the first round trip', async (operation) => {
    await register(ada.userId);
    expect(await asked(operation, { resourceId, tagId })).toMatchObject({
      status: 200,
      access: { by: 'ownership' },
      calls: 1,
    });
  });

  it.each(changes)('H8 %s is for Owners by a share: known from the first round trip', async (operation) => {
    await register('usr_x');
    await stored(
      api.store.table,
      shareOf({ granteeType: 'user', granteeId: ada.userId, accessType: 'Owner' }),
    );
    expect(await asked(operation, { resourceId, tagId })).toMatchObject({
      status: 200,
      access: { by: 'share' },
      calls: 1,
    });
  });

  it.each(changes)('H8 %s is for Owners through a tag', async (operation) => {
    await register('usr_x');
    await stored(
      api.store.table,
      shareOf({ granteeType: 'tag', granteeId: tagId, accessType: 'Owner' }),
      tagMemberWrite(ada.userId, tagId),
    );
    expect(await asked(operation, { resourceId, tagId })).toMatchObject({
      status: 200,
      access: { by: 'tag', tagId },
    });
  });

  it.each([
    ['Editor', given],
    ['ReadOnly', given],
    ['Owner', instant(given - 1)],
  ] as const)('D6 is not changed by who has a share as %s of %i', async (accessType, createdAt) => {
    await register('usr_x');
    const share = { granteeType: 'user', granteeId: ada.userId, accessType } as const;
    await stored(api.store.table, shareOf(share, createdAt));
    expect((await asked('deleteResource', { resourceId })).status).toBe(403);
  });

  it('is read by who holds resources.view without a look at any share', async () => {
    await register('usr_x');
    expect(await asked('getResource', { resourceId })).toMatchObject({ status: 200, calls: 1 });
  });

  it('H8 is read by a service user whose role permits nothing with a share through a tag', async () => {
    await register('usr_x');
    const custom = { ...powerless, roleId: newId('role') };
    await stored(api.store.table, putNewRole(custom).role);
    const roles = { [custom.roleId]: custom.roleName };
    const user = await api.serviceUser({ roles, defaultRoleId: custom.roleId }, ada);
    const { token: assumed } = await api.assumed(ada, user);
    const read = async () =>
      (await api.ask({ operation: 'getResource', params: { resourceId }, serviceUser: assumed })).status;
    expect(await read()).toBe(403);
    await stored(
      api.store.table,
      shareOf({ granteeType: 'tag', granteeId: tagId, accessType: 'ReadOnly' }),
      tagMemberWrite(user.userId, tagId),
    );
    expect(await read()).toBe(200);
  });

  it('I9 that is not there is 404', async () => {
    for (const operation of ['getResource', ...changes] as const)
      expect(await asked(operation, { resourceId, tagId })).toMatchObject({
        status: 404,
        code: 'resource-not-found',
      });
  });
});

describe('D6 a person who was deleted and comes again', () => {
  let loader: ServiceUser;
  beforeEach(async () => {
    loader = await api.serviceUser();
  });
  const old = instant(given - 1);

  it('does not inherit a share that was missed', async () => {
    await stored(api.store.table, shareWrite(loader.userId, ada.userId, old));
    expect((await asked('createAuthToken', { userId: loader.userId })).status).toBe(403);
    const { token: assumed } = await api.assumed(ada, loader);
    expect(await api.ask({ operation: 'getMe', serviceUser: assumed })).toMatchObject({ status: 401 });
  });

  it('does not inherit a tag that was missed', async () => {
    await stored(
      api.store.table,
      tagMemberWrite(ada.userId, tagId, old),
      tagShareWrite(loader.userId, tagId),
    );
    expect((await asked('createAuthToken', { userId: loader.userId })).status).toBe(403);
    const { token: assumed } = await api.assumed(ada, loader);
    expect(await api.ask({ operation: 'getMe', serviceUser: assumed })).toMatchObject({ status: 401 });
    await stored(api.store.table, tagMemberWrite(ada.userId, tagId, addMinutes(given, 1)));
    expect((await asked('createAuthToken', { userId: loader.userId })).status).toBe(200);
  });
});
