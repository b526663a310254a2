import { accessTo, asService } from './may.ts';
import { done, operation, type ModelOperations, type Outcome } from './operation.ts';
import type { Authenticated } from './principal.ts';
import { createdBy } from './tokenOperations.ts';
import type { AccessType, ModelUser, World } from './world.ts';

interface Given {
  readonly world: World;
  readonly principal: Authenticated;
  readonly args: { readonly params: Readonly<{ userId: string; granteeId?: string; tagId?: string }> };
}

/** The 404 of what the path names: told before anything else (H7). */
function unknown(world: World, { userId, granteeId = userId, tagId }: Given['args']['params']) {
  if (!world.users.has(userId) || !world.users.has(granteeId)) return 'user-not-found';
  return tagId !== undefined && !world.tags.has(tagId) ? 'tag-not-found' : undefined;
}

/** What is common to calls about shares of a service user: unknown ids, who never, who may. */
function onShare({ world, principal, args }: Given, decide: (target: ModelUser) => Outcome): Outcome {
  const target = world.users.get(args.params.userId);
  const missing = unknown(world, args.params);
  if (target === undefined || missing !== undefined) return missing ?? 'user-not-found';
  if (asService(principal)) return 'not-for-service-users';
  if (target.kind === 'person') return 'person-not-shareable';
  return accessTo(world, principal, target) ? decide(target) : 'not-allowed';
}

/** The sessions of a person on a service user end where no other way of access remains. */
function endSessions(world: World, target: ModelUser, personId: string): void {
  for (const session of world.sessions.values()) {
    if (session.userId !== target.id || session.personId !== personId) continue;
    if (session.throughMode !== undefined) continue;
    if (!world.waysTo(target.id, personId).some((since) => since <= session.issuedAt)) session.ended = true;
  }
}

const drawAccess = (pick: { chance(of: number): boolean }): AccessType =>
  pick.chance(0.9) ? 'Owner' : pick.chance(0.5) ? 'Editor' : 'ReadOnly';

/** SPEC section 7. */
export const shareOperations: ModelOperations = {
  listShares: operation({
    draw: (pick) => ({ params: { userId: pick.user(0.95) } }),
    decide: (given) =>
      onShare(given, ({ id }) => ({
        status: 200,
        shows: sharesOf(given.world, id),
        project: (said) =>
          (said['Items'] as { GranteeId: string }[]).map(({ GranteeId }) => GranteeId).sort(),
      })),
  }),

  shareWithUser: operation({
    weight: 4,
    draw: (pick) => ({
      params: { userId: pick.user(0.95), granteeId: pick.user(0.1) },
      body: { AccessType: drawAccess(pick) },
    }),
    decide: (given) =>
      onShare(given, (target) => {
        const { world, args } = given;
        const { granteeId } = args.params;
        if (args.body.AccessType !== 'Owner') return 'access-type-not-allowed';
        if (world.users.get(granteeId)?.kind === 'service') return 'grantee-not-person';
        return done(200, () => {
          const shares = world.shares.get(target.id) ?? new Map<string, number>();
          world.shares.set(target.id, shares);
          if (!shares.has(granteeId)) shares.set(granteeId, world.now);
        });
      }),
  }),

  unshareWithUser: operation({
    weight: 2,
    draw: (pick) => {
      const userId = pick.user(0.95);
      const grantees = [...(pick.world.shares.get(userId)?.keys() ?? [])];
      const granteeId = grantees.length > 0 && pick.chance(0.8) ? pick.one(grantees) : pick.person();
      return { params: { userId, granteeId }, query: pick.chance(0.3) ? { revokeTokens: 'true' } : {} };
    },
    decide: (given) =>
      onShare(given, (target) => {
        const { world, args } = given;
        const { granteeId } = args.params;
        if (world.shares.get(target.id)?.has(granteeId) !== true) return 'share-not-found';
        const tokens = createdBy(world, granteeId, target.id);
        return {
          status: 200,
          shows: tokens.map(({ id }) => id).sort(),
          project: (said) => (said['TokensCreatedByGrantee'] as string[]).toSorted(),
          then: () => {
            world.shares.get(target.id)?.delete(granteeId);
            endSessions(world, target, granteeId);
            if ('revokeTokens' in args.query) for (const token of tokens) token.revoked = true;
          },
        };
      }),
  }),

  shareWithTag: operation({
    weight: 3,
    draw: (pick) => ({
      params: { userId: pick.user(0.95), tagId: pick.tag() },
      body: { AccessType: drawAccess(pick) },
    }),
    decide: (given) =>
      onShare(given, (target) => {
        const { world, args } = given;
        if (args.body.AccessType !== 'Owner') return 'access-type-not-allowed';
        const shared = world.tags.get(args.params.tagId)?.shared;
        return done(200, () => shared?.set(target.id, shared.get(target.id) ?? world.now));
      }),
  }),

  unshareWithTag: operation({
    draw: (pick) => ({ params: { userId: pick.user(0.95), tagId: pick.tag() } }),
    decide: (given) =>
      onShare(given, (target) => {
        const shared = given.world.tags.get(given.args.params.tagId)?.shared;
        if (shared?.has(target.id) !== true) return 'share-not-found';
        return done(204, () => shared.delete(target.id));
      }),
  }),
};

/** The grantees of a service user. */
export function sharesOf(world: World, serviceUserId: string): string[] {
  const tags = [...world.tags.values()].filter(({ shared }) => shared.has(serviceUserId));
  return [...(world.shares.get(serviceUserId)?.keys() ?? []), ...tags.map(({ id }) => id)].sort();
}
