import { describe, expect, it } from 'vitest';
import { field, must } from '../support/api.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { accessToken } from '../support/oauth.ts';
import { aMember, people, type SignedIn } from '../support/people.ts';
import { unshare, unshareAndRevoke } from '../support/sharing.ts';
import { aServiceToken, createToken, manage, statusBy } from '../support/tokens.ts';

/** A service user of ada's that is shared with somebody new. */
async function shared() {
  const [{ ada }, friend] = await Promise.all([people(), aMember()]);
  return { target: await aCreatedServiceUser({ sharedWith: friend }), friend, as: ada.token };
}

async function rotated(token: Parameters<typeof manage>[1], by: SignedIn, OverlapMinutes = 0) {
  const body = { OverlapMinutes };
  return field(await must(200, manage('rotate', token, { as: by.token, body })), 'Token');
}

describe('a person whose share is taken', () => {
  it('C14 leaves no secret that works behind by having rotated a token of somebody else', async () => {
    const { target, friend, as } = await shared();
    const [one, other] = [await aServiceToken({}, target), await aServiceToken({}, target)];
    const known = await rotated(one, friend);
    await rotated(other, friend, 60);
    const newest = await rotated(other, target.owner);
    const answer = await must(200, unshareAndRevoke(as, target, friend));
    expect(answer.body).toEqual({ TokensCreatedByGrantee: [one.tokenId] });
    expect([await statusBy(known), await statusBy(newest)]).toEqual([401, 200]);
  });

  it('C14 is told of a token whose former secret was theirs, while it overlaps', async () => {
    const { target, friend, as } = await shared();
    const token = await aServiceToken({}, target);
    for (const by of [friend, target.owner]) await rotated(token, by, 60);
    const answer = await must(200, unshare(as, target, friend));
    expect(answer.body).toEqual({ TokensCreatedByGrantee: [token.tokenId] });
  });
});

describe('a token that is accepted from some addresses', () => {
  const AllowedCidrs = ['127.0.0.0/8', '::1/128'];

  it('R4 makes only tokens that are accepted from there, as do access tokens that were got with it', async () => {
    const target = await aCreatedServiceUser();
    const { value } = await aServiceToken({ AllowedCidrs }, target);
    const access = await accessToken({ userId: target.userId, secret: value });
    for (const as of [value, access]) {
      const same = await must(201, createToken('me', {}, { as }));
      expect(same.body['AllowedCidrs']).toEqual(AllowedCidrs);
      await must(201, createToken('me', { AllowedCidrs: ['127.0.0.1/32'] }, { as }));
      await must(403, createToken('me', { AllowedCidrs: ['127.0.0.1/32', '192.0.2.0/24'] }, { as }));
    }
  });

  it('R4 rotates and restores none that is accepted from anywhere', async () => {
    const target = await aCreatedServiceUser();
    const [near, far] = [await aServiceToken({ AllowedCidrs }, target), await aServiceToken({}, target)];
    const own = await must(201, createToken('me', {}, { as: far.value }));
    const wide = { ...near, tokenId: field(own, 'TokenId') };
    await must(403, manage('rotate', wide, { as: near.value, body: {} }));
    expect(await statusBy(field(own, 'Token'))).toBe(200);
    await must(200, manage('revoke', wide, { as: near.value }));
    await must(403, manage('restore', wide, { as: near.value }));
    expect(await statusBy(field(own, 'Token'))).toBe(401);
  });
});
