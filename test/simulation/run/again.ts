import { isServiceUserId } from '../../../shared/domain/ids.ts';
import type { Answer, Request } from './request.ts';
import type { Credential } from './knowledge.ts';
import { introspecting, presenting, type OAuthLots } from './oauth.ts';
import { publicJwk } from './outside.ts';
import { callWith, provenBy } from './outsideCalls.ts';
import type { SimulatedId } from './operations.ts';

/** What a course of several calls works with. */
export interface Stage extends OAuthLots {
  /** A person, signed in. */
  readonly personally: (personId: string) => Credential;
  readonly call: (call: Omit<Request, 'requestId'>, credential: Credential) => Promise<Answer>;
  /** An operation with what is drawn for it. */
  readonly wanted: (id: SimulatedId) => Promise<void>;
  /** The same with this credential. */
  readonly callDrawn: (id: SimulatedId, credential: Credential) => Promise<Answer>;
}

/**
 * By who is in the mode, what a token rests on is taken and given again: it stays dead (T13).
 * @returns whether anybody could.
 */
export async function takeAndGive(stage: Stage): Promise<boolean> {
  const [mode] = stage.knowledge.living('mode');
  if (mode === undefined) return false;
  const session = (stage.dice.chance(0.35) ? await gotByKey(stage) : undefined) ?? resting(stage);
  if (session === undefined) return false;
  for (const call of takenAndGiven(session, stage)) {
    await stage.call(call, mode);
    if (call.id === 'deleteClientKey') await prove(stage, session);
  }
  const asked = { call: introspecting(session), credential: stage.signedIn('') };
  const used = { call: { id: 'getMe', params: {} } as const, credential: session };
  const { call, credential } = session.audience === undefined ? used : asked;
  await stage.call(call, credential);
  return true;
}

/** What was got with a long-lived token ends with it (K6): for an application, for a service user, for the mode. */
export async function endWithToken(stage: Stage): Promise<void> {
  const { lots, knowledge, dice } = stage;
  const userId = lots.user(0.5);
  const by = isServiceUserId(userId) ? knowledge.living('mode')[0] : stage.personally(userId);
  if (by === undefined) return;
  await stage.call({ id: 'createToken', params: { userId }, body: { Name: lots.name('own') } }, by);
  const [secret] = knowledge.living('secret', userId);
  if (secret === undefined) return;
  const params = { applicationId: lots.application() };
  await stage.call({ id: 'createApplicationToken', params, body: {} }, secret);
  if (!isServiceUserId(userId)) {
    await stage.call({ id: 'createAuthToken', params: { userId: lots.service() }, body: {} }, secret);
    await stage.call({ id: 'enterSuperAdminMode', params: {}, body: {} }, secret);
  }
  const ending = dice.chance(0.5)
    ? ({ id: 'revokeToken' } as const)
    : ({ id: 'rotateToken', body: { OverlapMinutes: 0 } } as const);
  await stage.call({ ...ending, params: { userId, tokenId: secret.id } }, by);
  for (const token of knowledge.credentials.filter(({ source }) => source === secret.id))
    await stage.call(introspecting(token), stage.signedIn(''));
}

/** What was got for an application while assuming works as long as the access does, and ends with it (T12). */
export async function endWithAccess(stage: Stage): Promise<void> {
  const { lots, knowledge } = stage;
  const userId = lots.service();
  const person = stage.signedIn(userId);
  await stage.call({ id: 'createAuthToken', params: { userId }, body: {} }, person);
  const [assumed] = knowledge.living('assumed', userId);
  if (assumed === undefined) return;
  const params = { applicationId: lots.application() };
  await stage.call({ id: 'createApplicationToken', params, body: {} }, assumed);
  const token = knowledge.forApplications().find((each) => each.userId === userId);
  if (token === undefined) return;
  await stage.call(introspecting(token), person);
  const grantee = { userId, granteeId: token.personId };
  await stage.call({ id: 'unshareWithUser', params: grantee }, knowledge.living('mode')[0] ?? person);
  await stage.call(introspecting(token), stage.signedIn(''));
}

/** A client gets a token by a key of its own. */
async function gotByKey(stage: Stage): Promise<Credential | undefined> {
  const keys = [...stage.mirror.ofEntity('clientKey')];
  if (keys.length === 0) return undefined;
  const { userId, clientKeyId: source } = stage.dice.one(keys) as Readonly<Record<string, string>>;
  const { call, credential } = callWith(provenBy(stage, { userId, source }));
  await stage.call(call, credential);
  return stage.knowledge.living('access', userId).find((each) => each.source === source);
}

/** A client proves itself with a key that was just taken from it. */
async function prove(stage: Stage, { userId, source }: Credential): Promise<void> {
  const { call, credential } = presenting(provenBy(stage, { userId, source }), stage);
  await stage.call(call, credential);
}

/** A token that rests on something, on each kind of ground as often as on the others; mostly the latest. */
function resting({ knowledge, dice }: Stage): Credential | undefined {
  const own = [...knowledge.living('assumed'), ...knowledge.living('access')];
  const byGround = new Map<string, Credential[]>();
  for (const each of [...knowledge.forApplications(), ...own]) {
    const ground = groundOf(each);
    if (ground !== undefined) byGround.set(ground, [...(byGround.get(ground) ?? []), each]);
  }
  const some = byGround.size === 0 ? [] : dice.one([...byGround.values()]);
  return some.find((_, at) => at === some.length - 1 || dice.chance(0.5));
}

/** The kind of what gave a token, where that can be given again, or changed. */
function groundOf({ userId, personId, byMode, source }: Credential): string | undefined {
  if (userId !== personId) return byMode === 'no' ? 'share' : undefined;
  return /^(?:key|tru)/.exec(source ?? '')?.[0];
}

/** Calls that take what a session rests on, and give it again. */
function takenAndGiven(
  { userId, personId: granteeId, source = '' }: Credential,
  { mirror, lots, dice }: Stage,
): Pick<Request, 'id' | 'params' | 'body'>[] {
  const params = { userId };
  if (source.startsWith('tru_'))
    return [
      {
        id: 'updateTrustRule',
        params: { ...params, trustRuleId: source },
        body: { MaxDurationMinutes: lots.minutes() },
      },
    ];
  if (source.startsWith('key-'))
    return [
      { id: 'deleteClientKey', params: { userId, clientKeyId: source } },
      { id: 'addClientKey', params, body: { Name: 'again', Jwk: publicJwk(source) } },
    ];
  const tags = mirror.partition(`USER#${granteeId}`).filter(({ entity }) => entity === 'tagMember');
  const tag = tags.find(({ tagId }) => mirror.get(`USER#${userId}`, `SHARE#TAG#${String(tagId)}`));
  const tagId = String(tag?.['tagId']);
  const ways: [SimulatedId, SimulatedId, Request['params']][] =
    tag === undefined
      ? [['unshareWithUser', 'shareWithUser', { userId, granteeId }]]
      : [
          ['removeTagUser', 'addTagUser', { tagId, userId: granteeId }],
          ['unshareWithTag', 'shareWithTag', { userId, tagId }],
        ];
  const [take, give, about] = dice.one(ways);
  return [
    { id: take, params: about },
    { id: give, params: about, body: { AccessType: 'Owner' } },
  ];
}
