import type { Dice } from '../../support/model/dice.ts';
import type { Request } from './request.ts';
import type { Credential } from './knowledge.ts';
import type { Lots } from './draw.ts';
import { publicJwk } from './outside.ts';
import type { SimulatedId } from './operations.ts';

/** Calls that take what a session rests on, and give it again. */
export function takenAndGiven(
  { userId, personId: granteeId, kind, source = '' }: Credential,
  { lots: { mirror }, lots, dice }: { lots: Lots; dice: Dice },
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
  if (kind === 'access')
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
