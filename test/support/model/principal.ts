import type { ModelCredential, ModelSession, ModelToken, ModelUser, World } from './world.ts';

/** The credentials of a call, as its headers carry them. */
export interface Caller {
  readonly authorization?: ModelCredential | undefined;
  /** In the service-user header. */
  readonly assumed?: ModelCredential | undefined;
  /** In `X-Role-Id`. */
  readonly role?: string | undefined;
}

/** Who a call runs as. */
export interface ModelPrincipal {
  readonly user: ModelUser;
  /** The person behind an assumed service user, and of whom the credential is otherwise, if it is a person's. */
  readonly person: ModelUser | undefined;
  readonly assumed: boolean;
  readonly mode: ModelSession | undefined;
  /** Undefined: the credential leaves it to the header and the user. */
  readonly roleId: string | undefined;
  /** By a long-lived token that is bound to a role. */
  readonly bound?: boolean;
  /** The provider said in this very credential that the person is in the group. */
  readonly groupShown: boolean;
}

/** Who a call runs as, under which role; or why it is refused before anything is looked at. */
export type Authenticated = ModelPrincipal & { readonly roleId: string };

/** SPEC sections 3 to 6: which credentials count, and what they make of the caller. */
export function authenticate(
  world: World,
  caller: Caller,
): Authenticated | 'credential-rejected' | 'role-not-usable' {
  const acting = acted(world, caller);
  if (acting === undefined) return 'credential-rejected';
  const { user, roleId = caller.role ?? user.defaultRoleId } = acting;
  // What the credential or the user says is looked at elsewhere; the header names a role that the user holds.
  const usable = acting.roleId !== undefined || caller.role === undefined || user.roles.has(caller.role);
  return usable ? { ...acting, roleId } : 'role-not-usable';
}

/** T8, T9: the header counts or the request is refused, and what is beside it is the person who got the token. */
function acted(world: World, { authorization, assumed }: Caller): ModelPrincipal | undefined {
  const acting = principalOf(world, assumed ?? authorization);
  if (assumed === undefined || authorization === undefined) return acting;
  const beside = principalOf(world, authorization);
  return beside !== undefined && beside.user === acting?.person ? acting : undefined;
}

function principalOf(world: World, credential: ModelCredential | undefined): ModelPrincipal | undefined {
  switch (credential?.kind) {
    case 'signIn':
      return signedIn(world, credential);
    case 'session':
      return credential.session.kind === 'mode'
        ? inMode(world, credential.session)
        : assuming(world, credential.session);
    case 'secret':
      return byToken(world, credential);
    case 'nothing':
    case undefined:
      return undefined;
  }
}

function enabled(world: World, userId: string): ModelUser | undefined {
  const user = world.users.get(userId);
  return user?.status === 'enabled' ? user : undefined;
}

function signedIn(
  world: World,
  { userId, signIn }: ModelCredential & { kind: 'signIn' },
): ModelPrincipal | undefined {
  const user = enabled(world, userId);
  if (user?.signIns !== signIn) return undefined;
  return { user, person: user, assumed: false, mode: undefined, roleId: undefined, groupShown: user.inGroup };
}

/** SPEC section 4: ends by leaving it, by losing membership, by being disabled. */
export function modeStands(world: World, session: ModelSession): boolean {
  const person = enabled(world, session.personId);
  return (
    person !== undefined &&
    !session.ended &&
    person.generation === session.personGeneration &&
    person.modeGeneration === session.modeGeneration &&
    world.superAdmins.has(person.id)
  );
}

function inMode(world: World, session: ModelSession): ModelPrincipal | undefined {
  const user = world.users.get(session.personId);
  if (user === undefined || !modeStands(world, session)) return undefined;
  return { user, person: user, assumed: false, mode: session, roleId: 'Super-Admin', groupShown: false };
}

/** T12, T13, T17, T19: everything about an assumed token, on every request. */
export function sessionStands(world: World, session: ModelSession): boolean {
  const user = enabled(world, session.userId);
  const person = enabled(world, session.personId);
  if (session.ended || user?.generation !== session.generation) return false;
  if (person?.generation !== session.personGeneration) return false;
  if (session.throughMode !== undefined) return modeStands(world, session.throughMode);
  // What was taken away and given again does not bring an older token back.
  return world.waysTo(user.id, person.id).some((since) => since <= session.issuedAt);
}

function assuming(world: World, session: ModelSession): ModelPrincipal | undefined {
  const user = world.users.get(session.userId);
  if (user === undefined || session.foreign || !sessionStands(world, session)) return undefined;
  if (!user.roles.has(session.roleId)) return undefined;
  const person = world.users.get(session.personId);
  return { user, person, assumed: true, mode: undefined, roleId: session.roleId, groupShown: false };
}

/** R4: a token that is bound to a role stops when the role is taken off its user. */
function byToken(
  world: World,
  { tokenId, secret }: ModelCredential & { kind: 'secret' },
): ModelPrincipal | undefined {
  const token = world.tokens.get(tokenId);
  const user = token && enabled(world, token.userId);
  if (token === undefined || user === undefined || !tokenStands(world, user, { token, secret }))
    return undefined;
  const person = user.kind === 'person' ? user : undefined;
  const bound = token.roleId !== undefined;
  return { user, person, assumed: false, mode: undefined, roleId: token.roleId, bound, groupShown: false };
}

function tokenStands(
  world: World,
  { roles }: ModelUser,
  { token, secret }: { token: ModelToken; secret: number },
): boolean {
  const held = token.roleId === undefined || roles.has(token.roleId);
  return held && world.stateOf(token) === 'active' && token.secrets.includes(secret);
}
