import { mayBy, mayChangeResource, mayReadResource } from './may.ts';
import { done, operation, textOf, type ModelOperations, type Outcome, type Said } from './operation.ts';
import type { Authenticated } from './principal.ts';
import type { AccessType, ModelResource, World } from './world.ts';

type Params = Readonly<{ resourceId: string; granteeId?: string; tagId?: string }>;
interface Given {
  readonly world: World;
  readonly principal: Authenticated;
  readonly args: { readonly params: Params };
}

function onResource(
  { world, principal, args: { params } }: Given,
  decide: (resource: ModelResource) => Outcome,
): Outcome {
  const resource = world.resources.get(params.resourceId);
  if (resource === undefined) return 'resource-not-found';
  if (params.granteeId !== undefined && !world.users.has(params.granteeId)) return 'user-not-found';
  if (params.tagId !== undefined && !world.tags.has(params.tagId)) return 'tag-not-found';
  if (!mayChangeResource(world, principal, resource)) return 'not-allowed';
  return decide(resource);
}

function unshare(given: Given): Outcome {
  const { granteeId, tagId = '' } = given.args.params;
  return onResource(given, ({ shares }) => {
    const grantee = granteeId ?? tagId;
    return shares.has(grantee) ? done(204, () => shares.delete(grantee)) : 'share-not-found';
  });
}

function share(given: Given & { args: { body: { AccessType: AccessType } } }): Outcome {
  const { granteeId, tagId = '' } = given.args.params;
  return onResource(given, ({ shares }) =>
    done(200, () => shares.set(granteeId ?? tagId, given.args.body.AccessType)),
  );
}

/** What the shares of a resource are compared by. */
export const resourceShares = ({ shares }: ModelResource): string[] =>
  [...shares].map((pair) => pair.join(' ')).sort();

/** The same, of an answer. */
export const saidShares = (said: Said): string[] =>
  (said['Items'] as Said[])
    .map((item) => `${textOf(item, 'GranteeId')} ${textOf(item, 'AccessType')}`)
    .sort();

const accessTypes: readonly AccessType[] = ['Owner', 'Editor', 'ReadOnly'];

/** SPEC section 9; persons and service users alike (H8). */
export const resourceOperations: ModelOperations = {
  createResource: operation({
    weight: 2,
    draw: (pick) =>
      pick.world.resources.size > 11
        ? undefined
        : { body: { ResourceType: 'dataset', Name: pick.name('resource') } },
    decide: ({ world, principal }) => {
      if (!mayBy(world, principal, 'resources.manage')) return 'not-allowed';
      return done(201, (said) => {
        const id = textOf(said, 'ResourceId');
        world.resources.set(id, { id, ownerId: principal.user.id, shares: new Map() });
      });
    },
  }),

  listResources: operation({
    draw: () => ({ query: { type: 'dataset', limit: '1' } }),
    decide: ({ world, principal }) =>
      mayBy(world, principal, 'resources.view') ? { status: 200 } : 'not-allowed',
  }),

  getResource: operation({
    weight: 2,
    draw: (pick) => ({ params: { resourceId: pick.resource() } }),
    decide: ({ world, principal, args: { params } }) => {
      const resource = world.resources.get(params.resourceId);
      if (resource === undefined) return 'resource-not-found';
      if (!mayReadResource(world, principal, resource)) return 'not-allowed';
      return { status: 200, shows: resource.ownerId, project: (said) => said['OwnerId'] };
    },
  }),

  deleteResource: operation({
    weight: 0.5,
    draw: (pick) => ({ params: { resourceId: pick.resource() } }),
    decide: (given) =>
      onResource(given, ({ id }) =>
        done(204, () => given.world.gone.push(id) && given.world.resources.delete(id)),
      ),
  }),

  listResourceShares: operation({
    draw: (pick) => ({ params: { resourceId: pick.resource() } }),
    decide: (given) =>
      onResource(given, (resource) => ({
        status: 200,
        shows: resourceShares(resource),
        project: saidShares,
      })),
  }),

  shareResourceWithUser: operation({
    weight: 3,
    draw: (pick) => ({
      params: { resourceId: pick.resource(), granteeId: pick.user() },
      body: { AccessType: pick.one(accessTypes) },
    }),
    decide: share,
  }),

  unshareResourceWithUser: operation({
    draw: (pick) => ({ params: { resourceId: pick.resource(), granteeId: pick.user() } }),
    decide: unshare,
  }),

  shareResourceWithTag: operation({
    weight: 2,
    draw: (pick) => ({
      params: { resourceId: pick.resource(), tagId: pick.tag() },
      body: { AccessType: pick.one(accessTypes) },
    }),
    decide: share,
  }),

  unshareResourceWithTag: operation({
    draw: (pick) => ({ params: { resourceId: pick.resource(), tagId: pick.tag() } }),
    decide: unshare,
  }),
};
