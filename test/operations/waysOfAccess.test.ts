import { describe, expect, it } from 'vitest';
import { api, field, items, must } from '../support/api.ts';
import { aCreatedServiceUser, assumedToken, type CreatedServiceUser } from '../support/created.ts';
import { aMember, aSuperAdmin, enterMode, people, type SignedIn } from '../support/people.ts';
import { putOnTag, share, shareByTag, statusOf, takeOffTag, unshare } from '../support/sharing.ts';

/** A service user of ada's that is shared with somebody new. */
async function shared(): Promise<{ target: CreatedServiceUser; friend: SignedIn; as: string }> {
  const [{ ada }, friend] = await Promise.all([people(), aMember()]);
  return { target: await aCreatedServiceUser({ sharedWith: friend }), friend, as: ada.token };
}

/** Whose live sessions a service user has. */
async function sessions({ userId, owner }: CreatedServiceUser): Promise<unknown[]> {
  const answer = await must(200, api('GET', `/users/${userId}/sessions`, { as: owner.token }));
  return items(answer).map(({ PersonId }) => PersonId);
}

describe('taking a share of a person who has another way in keeps', () => {
  it('T19 a session that the mode gave: it ends with the mode', async () => {
    const [boss, { ada }] = await Promise.all([aSuperAdmin(), people()]);
    const target = await aCreatedServiceUser();
    const mode = await enterMode(boss.token);
    const path = `/users/${target.userId}/auth-token`;
    const assumed = field(await must(201, api('POST', path, { as: mode, body: {} })), 'Token');
    await must(200, share(ada.token, target, boss));
    await must(200, unshare(ada.token, target, boss));
    expect(await statusOf(boss, assumed)).toBe(200);
  });

  it('T12 a session alive where a tag gives access too; both gone, it is dead for good', async () => {
    const { target, friend, as } = await shared();
    const tagId = await shareByTag(as, target, friend);
    const assumed = await assumedToken(friend, target);
    await must(200, unshare(as, target, friend));
    expect(await statusOf(friend, assumed)).toBe(200);
    expect(await sessions(target)).toEqual([friend.userId]);
    await takeOffTag(tagId, friend);
    expect(await statusOf(friend, assumed)).toBe(401);
    await putOnTag(tagId, friend);
    await must(200, share(as, target, friend));
    expect(await statusOf(friend, assumed)).toBe(401);
  });

  it('T12 a session alive that is older than the tag which takes over, until that ends too', async () => {
    const { target, friend, as } = await shared();
    const assumed = await assumedToken(friend, target);
    const tagId = await shareByTag(as, target, friend);
    await must(200, unshare(as, target, friend));
    expect(await statusOf(friend, assumed)).toBe(200);
    // And over a second change of the way.
    await must(200, share(as, target, friend));
    await must(200, unshare(as, target, friend));
    expect(await statusOf(friend, assumed)).toBe(200);
    await takeOffTag(tagId, friend);
    expect(await statusOf(friend, assumed)).toBe(401);
    await must(200, share(as, target, friend));
    await putOnTag(tagId, friend);
    expect(await statusOf(friend, assumed)).toBe(401);
  });

  it('T12 a session dead that began before any access that is there still', async () => {
    const { target, friend, as } = await shared();
    const assumed = await assumedToken(friend, target);
    await must(200, unshare(as, target, friend));
    await must(200, share(as, target, friend));
    await shareByTag(as, target, friend);
    await must(200, unshare(as, target, friend));
    expect(await statusOf(friend, assumed)).toBe(401);
  });
});
