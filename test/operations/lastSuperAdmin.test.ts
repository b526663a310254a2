import { describe, expect, it } from 'vitest';
import { api, items, must, type Answer } from '../support/api.ts';
import { enterMode, person, type SignedIn } from '../support/people.ts';
import { useOwnProduct } from '../support/ownProduct.ts';

/** A product of its own: the registry of members is one for all. */
useOwnProduct({ seeded: false });

function call(request: readonly [method: string, path: string], as: string): Promise<Answer> {
  return api(...request, { as });
}

async function enabledMembers(as: string): Promise<unknown[]> {
  const members = items(await must(200, call(['GET', '/super-admins'], as)));
  return members.filter(({ Enabled }) => Enabled === true).map(({ UserId }) => UserId);
}

const outcome = ({ status, body }: Answer) => [status, body['code']];

describe('the last Super-Admin', () => {
  it('stays: neither removed nor disabled, not by oneself', async () => {
    const one = await person('super-one');
    const as = await enterMode(one.token);
    expect(outcome(await call(['DELETE', `/super-admins/${one.userId}`], as))).toEqual([
      409,
      'last-super-admin',
    ]);
    expect(outcome(await call(['POST', `/users/${one.userId}/disable`], as))).toEqual([
      409,
      'last-super-admin',
    ]);
    expect(await enabledMembers(as)).toEqual([one.userId]);
  });

  it('stays when the only other member is disabled', async () => {
    const [one, two] = [await person('super-one'), await person('super-two')];
    const as = await enterMode(one.token);
    await must(200, call(['POST', `/users/${two.userId}/disable`], as));
    expect(outcome(await call(['DELETE', `/super-admins/${one.userId}`], as))).toEqual([
      409,
      'last-super-admin',
    ]);
    expect(outcome(await call(['POST', `/users/${one.userId}/disable`], as))).toEqual([
      409,
      'last-super-admin',
    ]);
    await must(204, call(['DELETE', `/super-admins/${two.userId}`], as));
    await must(200, call(['POST', `/users/${two.userId}/enable`], as));
  });

  it.each([
    ['removing', (userId: string): [string, string] => ['DELETE', `/super-admins/${userId}`]],
    ['disabling', (userId: string): [string, string] => ['POST', `/users/${userId}/disable`]],
  ])('stays when the last two are %s each other at once, round after round', async (_what, request) => {
    const one = await person('super-one');
    for (const round of [1, 2, 3]) {
      const other = await person(`super-${_what}-${round}`);
      const [first, second] = await Promise.all([enterMode(one.token), enterMode(other.token)]);
      const answers = await Promise.all([
        call(request(other.userId), first),
        call(request(one.userId), second),
      ]);
      const done = answers.filter(({ status }) => status < 300);
      // The loser is told by the write (409) or, where the other was a moment earlier, by the authorizer (401).
      expect(done).toHaveLength(1);
      expect([401, 409]).toContain(answers.find(({ status }) => status >= 300)?.status);
      const [winner, as] = answers[0] === done[0] ? [one, first] : [other, second];
      expect(await enabledMembers(as)).toEqual([winner.userId]);
      if (winner === other) await takeBack(one, { by: other, as });
    }
  });
});

/** Makes the first the only enabled member again, so that the next round begins as this one. */
async function takeBack(first: SignedIn, { by, as }: { by: SignedIn; as: string }): Promise<void> {
  await must(200, call(['POST', `/users/${first.userId}/enable`], as));
  await must(204, call(['PUT', `/super-admins/${first.userId}`], as));
  await must(204, call(['DELETE', `/super-admins/${by.userId}`], await enterMode(first.token)));
}
