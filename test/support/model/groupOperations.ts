import { mayBy, mayChangeTag } from './may.ts';
import { done, ok, operation, textOf, type ModelOperations, type Outcome } from './operation.ts';
import type { Authenticated } from './principal.ts';
import type { Membership, ModelTag, World } from './world.ts';

interface Given<Params> {
  readonly world: World;
  readonly principal: Authenticated;
  readonly args: { readonly params: Params };
}

function onMember(
  { world, principal, args: { params } }: Given<Readonly<{ teamId: string; userId: string }>>,
  decide: (teams: Set<string>) => Outcome,
): Outcome {
  const user = world.users.get(params.userId);
  if (!world.teams.has(params.teamId)) return 'team-not-found';
  if (user === undefined) return 'user-not-found';
  return mayBy(world, principal, 'teams.manage') ? decide(user.teams) : 'not-allowed';
}

function onTag(
  { world, principal, args: { params } }: Given<Readonly<{ tagId: string; userId?: string }>>,
  decide: (tag: ModelTag) => Outcome,
): Outcome {
  const tag = world.tags.get(params.tagId);
  if (tag === undefined) return 'tag-not-found';
  if (params.userId !== undefined && !world.users.has(params.userId)) return 'user-not-found';
  return mayChangeTag(principal, tag) ? decide(tag) : 'not-allowed';
}

/** SPEC section 3: teams, and tags and who is on them; service users like everybody. */
export const groupOperations: ModelOperations = {
  createTeam: operation({
    weight: 0.5,
    draw: (pick) => (pick.world.teams.size > 4 ? undefined : { body: { TeamName: pick.name('team') } }),
    decide: ({ world, principal, args: { body } }) => {
      if (!mayBy(world, principal, 'teams.manage')) return 'not-allowed';
      return done(201, (said) => world.teams.set(textOf(said, 'TeamId'), body.TeamName));
    },
  }),

  deleteTeam: operation({
    weight: 0.3,
    draw: (pick) => ({ params: { teamId: pick.team() } }),
    decide: ({ world, principal, args: { params } }) => {
      if (!world.teams.has(params.teamId)) return 'team-not-found';
      if (!mayBy(world, principal, 'teams.manage')) return 'not-allowed';
      if (params.teamId === 'Public') return 'built-in';
      return done(204, () => {
        world.teams.delete(params.teamId);
        world.gone.push(params.teamId);
        for (const { teams } of world.users.values()) teams.delete(params.teamId);
      });
    },
  }),

  addTeamMember: operation({
    draw: (pick) => ({ params: { teamId: pick.team(), userId: pick.user() } }),
    decide: (given) => onMember(given, (teams) => done(204, () => teams.add(given.args.params.teamId))),
  }),

  removeTeamMember: operation({
    draw: (pick) => ({ params: { teamId: pick.team(), userId: pick.user() } }),
    decide: (given) => {
      const { teamId } = given.args.params;
      return onMember(given, (teams) => {
        if (teamId === 'Public') return 'built-in';
        return teams.has(teamId) ? done(204, () => teams.delete(teamId)) : 'member-not-found';
      });
    },
  }),

  createTag: operation({
    draw: (pick) => {
      const { tags } = pick.world;
      if (tags.size > 5) return undefined;
      const taken = [...tags.values()].map(({ pair }) => pair);
      const TagValue = taken.length > 0 && pick.chance(0.1) ? pick.one(taken) : pick.name('tag');
      return { body: { TagKey: 'model', TagValue } };
    },
    decide: ({ world, principal, args: { body } }) => {
      if (!mayBy(world, principal, 'tags.manage')) return 'not-allowed';
      if ([...world.tags.values()].some(({ pair }) => pair === body.TagValue)) return 'name-taken';
      return done(201, (said) => {
        const id = textOf(said, 'TagId');
        // T6: of who the request runs as.
        const owner: Membership = { accessType: 'Owner', since: world.now };
        const members = new Map([[principal.user.id, owner]]);
        world.tags.set(id, { id, pair: body.TagValue, members, shared: new Map() });
      });
    },
  }),

  deleteTag: operation({
    weight: 0.3,
    draw: (pick) => ({ params: { tagId: pick.tag() } }),
    decide: (given) =>
      onTag(given, ({ id }) =>
        done(204, () => {
          given.world.tags.delete(id);
          given.world.gone.push(id);
          for (const { shares } of given.world.resources.values()) shares.delete(id);
        }),
      ),
  }),

  listTagUsers: operation({
    draw: (pick) => ({ params: { tagId: pick.tag() } }),
    decide: ({ world, args: { params } }) => (world.tags.has(params.tagId) ? ok() : 'tag-not-found'),
  }),

  addTagUser: operation({
    weight: 4,
    draw: (pick) => ({
      params: { tagId: pick.tag(), userId: pick.user(0.3) },
      body: { AccessType: pick.one(['Owner', 'ReadOnly'] as const) },
    }),
    decide: (given) =>
      onTag(given, ({ members }) => {
        const { userId } = given.args.params;
        const since = members.get(userId)?.since ?? given.world.now;
        return done(200, () => members.set(userId, { accessType: given.args.body.AccessType, since }));
      }),
  }),

  removeTagUser: operation({
    weight: 2,
    draw: (pick) => {
      const tagId = pick.tag();
      const members = [...(pick.world.tags.get(tagId)?.members.keys() ?? [])];
      const userId = members.length > 0 && pick.chance(0.7) ? pick.one(members) : pick.user(0.3);
      return { params: { tagId, userId } };
    },
    decide: (given) =>
      onTag(given, ({ members }) => {
        const { userId } = given.args.params;
        return members.has(userId) ? done(204, () => members.delete(userId)) : 'member-not-found';
      }),
  }),
};
