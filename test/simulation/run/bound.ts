import { isServiceUserId } from '../../../shared/domain/ids.ts';
import type { Stage } from './again.ts';
import type { Credential } from './knowledge.ts';
import { bySecretGrant, introspecting, isClientSecret } from './oauth.ts';

/** Somebody holds a custom role and gets a token for it, so that what the role permits is what counts. */
export async function underRole(stage: Stage): Promise<void> {
  const { dice, knowledge, lots } = stage;
  if (!(await boundToken(stage))) return await stage.wanted('createToken');
  await stage.wanted(dice.one(['createTeam', 'createResource']));
  await stage.wanted('updateRole');
  await stage.wanted(dice.one(['createTeam', 'createResource', 'getResource']));
  const bound = knowledge.credentials.findLast((each) => each.roleId?.startsWith('rol_'));
  if (bound === undefined) return;
  await stage.call(introspecting(bound), stage.personally(lots.person()));
}

/** An access token of a narrower scope than its role's does no more than both permit, and hands that on. */
export async function narrowed(stage: Stage): Promise<void> {
  const { dice, knowledge, lots } = stage;
  await boundToken(stage);
  const secret = knowledge.living('secret').find(isClientSecret);
  if (secret === undefined) return await stage.wanted('createToken');
  const { call, credential } = bySecretGrant(secret, lots.scope(secret));
  await stage.call(call, credential);
  const narrow = knowledge.living('access', secret.userId).find(({ scope }) => scope !== undefined);
  if (narrow === undefined) return;
  for (const id of ['createTeam', 'createResource'] as const) await stage.callDrawn(id, narrow);
  if (dice.chance(0.5)) await stage.wanted('updateRole');
  await stage.callDrawn('createApplicationToken', narrow);
  const own = { params: { userId: narrow.userId }, body: { Name: lots.name('wider') } };
  await stage.call({ id: 'createToken', ...own }, narrow);
  const last = knowledge.credentials.findLast(({ scope }) => scope !== undefined);
  for (const about of new Set([narrow, last ?? narrow]))
    await stage.call(introspecting(about), stage.personally(lots.person()));
}

/** By who is in the mode; whether anybody is. */
async function boundToken({ knowledge, lots, call }: Stage): Promise<boolean> {
  const [mode] = knowledge.living('mode');
  if (mode === undefined) return false;
  const [userId, roleId] = [lots.service(), lots.role()];
  await call({ id: 'attachRole', params: { userId, roleId } }, mode);
  const body = { Name: lots.name('bound'), RoleId: roleId };
  await call({ id: 'createToken', params: { userId }, body }, mode);
  return true;
}

/** A long-lived token ends with its last day, and with it what was got with it (K4); restored it is only before. */
export async function pastItsLife(stage: Stage, goOnTo: (then: number) => void): Promise<void> {
  const { dice, knowledge, lots, call } = stage;
  const userId = lots.user(0.6);
  const by = isServiceUserId(userId) ? knowledge.living('mode')[0] : stage.personally(userId);
  if (by === undefined) return;
  const body = { Name: lots.name('short'), ExpiresInDays: 1 };
  await call({ id: 'createToken', params: { userId }, body }, by);
  const secret = knowledge.living('secret', userId).find(({ expiresAt }) => expiresAt < Infinity);
  if (secret === undefined) return;
  goOnTo(secret.expiresAt - 60_000);
  await useAndGet(stage, secret);
  const person = stage.personally(lots.person());
  const token = { params: { userId, tokenId: secret.id } };
  if (dice.chance(0.3)) await call({ id: 'revokeToken', ...token }, isServiceUserId(userId) ? person : by);
  goOnTo(secret.expiresAt);
  const got = await useAndGet(stage, secret);
  goOnTo(secret.expiresAt + 10_000);
  await useAndGet(stage, secret);
  if (got !== undefined) await call(introspecting(got), person);
  await call({ id: 'restoreToken', ...token }, isServiceUserId(userId) ? person : by);
  await call({ id: 'getMe', params: {} }, secret);
}

/** Uses a secret, and gets something with it. */
async function useAndGet(stage: Stage, secret: Credential): Promise<Credential | undefined> {
  const { knowledge, call } = stage;
  await call({ id: 'getMe', params: {} }, secret);
  if (isClientSecret(secret)) await call(...grantOf(secret));
  else await stage.callDrawn('createApplicationToken', secret);
  return knowledge.credentials.findLast(({ source }) => source === secret.id);
}

function grantOf(secret: Credential): Parameters<Stage['call']> {
  const { call, credential } = bySecretGrant(secret, {});
  return [call, credential];
}
