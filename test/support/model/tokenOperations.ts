import { asService, mayManageTokens } from './may.ts';
import { done, operation, textOf, type ModelOperations, type Outcome, type Said } from './operation.ts';
import type { Authenticated } from './principal.ts';
import type { ModelToken, ModelUser, World } from './world.ts';

/** What is asked of a new token. */
interface Asked {
  readonly Name: string;
  readonly RoleId?: string;
}

/** Enters a token that the product created, and its secret among what can be sent. */
export function addToken(
  world: World,
  { userId, asked, said, by }: { userId: string; asked: Asked; said: unknown; by: Authenticated },
): void {
  const answer = said as Said;
  const id = textOf(answer, 'TokenId');
  const secret = world.now;
  world.tokens.set(id, {
    ...{ id, userId, name: asked.Name, roleId: asked.RoleId, createdBy: (by.person ?? by.user).id },
    personal: by.user.id === userId,
    ...{ generation: world.users.get(userId)?.generation ?? 0, revoked: false, secrets: [secret] },
  });
  world.credentials.push({ kind: 'secret', tokenId: id, secret, value: textOf(answer, 'Token') });
}

/** The token of a call about one, after what is decided by user and caller. */
function onToken(
  { world, principal, args }: { world: World; principal: Authenticated; args: { params: TokenParams } },
  decide: (token: ModelToken, user: ModelUser) => Outcome,
): Outcome {
  const user = world.users.get(args.params.userId);
  if (user === undefined) return 'user-not-found';
  if (!mayManageTokens(world, principal, user)) return 'not-allowed';
  const token = world.tokens.get(args.params.tokenId);
  if (token?.userId !== user.id) return 'token-not-found';
  // SPEC section 14: what people manage for a service user it does not manage itself.
  return token.personal || !asService(principal) ? decide(token, user) : 'not-for-service-users';
}

type TokenParams = Readonly<{ userId: string; tokenId: string }>;

/** What a token is compared by. */
export const tokenView = (world: World, token: ModelToken): object => ({
  id: token.id,
  name: token.name,
  state: world.stateOf(token),
  role: token.roleId ?? null,
  by: token.createdBy,
});

/** The same, of an answer. */
export const saidTokenView = (said: Said): object => ({
  id: said['TokenId'],
  name: said['Name'],
  state: said['State'],
  role: said['RoleId'],
  by: (said['CreatedBy'] as { UserId: string }).UserId,
});

/** SPEC section 6. */
export const tokenOperations: ModelOperations = {
  createToken: operation({
    weight: 4,
    draw: (pick) => {
      const userId = pick.user();
      const names = pick.world.tokensOf(userId).map(({ name }) => name);
      const Name = names.length > 0 && pick.chance(0.15) ? pick.one(names) : pick.name('token');
      const body: Asked = { Name, ...(pick.chance(0.25) && { RoleId: pick.role() }) };
      return { params: { userId }, body: { ...body } };
    },
    decide: ({ world, principal, args: { params, body } }) => {
      const user = world.users.get(params.userId);
      if (user === undefined) return 'user-not-found';
      if (!mayManageTokens(world, principal, user)) return 'not-allowed';
      if (body.RoleId !== undefined && !user.roles.has(body.RoleId)) return 'role-not-held';
      if (user.status === 'disabled') return 'user-disabled';
      if (world.tokensOf(user.id).some(({ name }) => name === body.Name)) return 'token-name-taken';
      return done(201, (said) => {
        addToken(world, { userId: user.id, asked: body, said, by: principal });
      });
    },
  }),

  listTokens: operation({
    weight: 2,
    draw: (pick) => ({ params: { userId: pick.user() }, query: { limit: '200' } }),
    decide: ({ world, principal, args: { params } }) => {
      const user = world.users.get(params.userId);
      if (user === undefined) return 'user-not-found';
      if (!mayManageTokens(world, principal, user)) return 'not-allowed';
      return {
        status: 200,
        shows: world
          .tokensOf(user.id)
          .map((token) => tokenView(world, token))
          .reverse(),
        project: (said) => (said['Items'] as Said[]).map(saidTokenView),
      };
    },
  }),

  revokeToken: operation({
    weight: 2,
    draw: drawToken,
    decide: (given) => onToken(given, (token) => done(200, () => (token.revoked = true))),
  }),

  restoreToken: operation({
    weight: 4,
    draw: drawToken,
    decide: (given) =>
      onToken(given, (token, user) => {
        if (user.status === 'disabled') return 'user-disabled';
        if (given.world.stateOf(token) === 'active') return 'token-not-revoked';
        return done(200, () => {
          token.revoked = false;
          token.generation = user.generation;
        });
      }),
  }),

  rotateToken: operation({
    weight: 2,
    draw: (pick) => ({ ...drawToken(pick), body: { OverlapMinutes: pick.one([0, 60]) } }),
    decide: (given) =>
      onToken(given, (token, user) => {
        if (user.status === 'disabled') return 'user-disabled';
        if (given.world.stateOf(token) === 'revoked') return 'token-not-active';
        return done(200, (said) => {
          rotate(given.world, token, {
            overlap: given.args.body.OverlapMinutes > 0,
            value: textOf(said, 'Token'),
          });
        });
      }),
  }),

  deleteToken: operation({
    draw: drawToken,
    decide: (given) =>
      onToken(given, (token) =>
        given.world.stateOf(token) === 'active'
          ? 'token-still-active'
          : done(204, () => given.world.gone.push(token.id) && given.world.tokens.delete(token.id)),
      ),
  }),
};

/** The old secret works on during the overlap, never longer than it would have. */
function rotate(
  world: World,
  token: ModelToken,
  { overlap, value }: { overlap: boolean; value: string },
): void {
  const secret = world.now;
  token.secrets = [...(overlap ? token.secrets : []), secret];
  world.credentials.push({ kind: 'secret', tokenId: token.id, secret, value });
}

function drawToken(pick: { user(): string; tokenOf(userId: string): string }): { params: TokenParams } {
  const userId = pick.user();
  return { params: { userId, tokenId: pick.tokenOf(userId) } };
}

/** The tokens that a person created on a service user. */
export function createdBy(world: World, personId: string, serviceUserId: string): ModelToken[] {
  return world.tokensOf(serviceUserId).filter((token) => token.createdBy === personId);
}
