import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../shared/domain/user.ts';
import { queryAudit } from '../../shared/store/audit.ts';
import { superAdminsKey } from '../../shared/store/keys.ts';
import { readSuperAdmins, registerMember, removeMember } from '../../shared/store/superAdmins.ts';
import { authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { stored } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

/** Ada was seen in the group and is in the mode; the group is all that makes her a member. */
let api: Authorizing;
let ada: Person;
let mode: string;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: ada } = await api.person());
  await stored(api.store.table, registerMember('usr_other', 'added'));
  mode = await modeOf(ada);
});

/** A mode whose member the group made, in place of one who was added. */
async function modeOf(person: Person): Promise<string> {
  const { token } = await api.inMode(person);
  const { members, enabled, added } = await registry();
  added.delete(person.userId);
  await stored(api.store.table, { put: { ...superAdminsKey, members, enabled, added } });
  return token;
}

async function registry() {
  const { members, enabled, added } = readSuperAdmins(await api.store.table.get(superAdminsKey));
  return { members: new Set(members), enabled: new Set(enabled), added: new Set(added) };
}

const signIn = (claims: object = {}, header: Record<string, unknown> = {}) =>
  issuer.idToken({ sub: ada.subject, email: ada.email, ...claims }, header);
const create = (authorization: string, serviceUser?: string) =>
  api.ask({ operation: 'createUser', authorization, serviceUser });
const enter = (authorization: string) => api.ask({ operation: 'enterSuperAdminMode', authorization });
const inGroup = { groups: ['super-admins'] };
const ended = { status: 401, code: 'membership-ended' };
const refused = { status: 403, code: 'not-allowed' };
const memberIds = async () => [...(await registry()).members].sort();

describe('a person who lost the group', () => {
  it('SPEC 4 is in the mode no more beside a sign-in that shows it, nor through the mode a service user', async () => {
    expect((await create(signIn(inGroup), mode)).status).toBe(200);
    expect(await create(signIn(), mode)).toEqual(ended);
    const { token: other, session } = await api.inMode(ada);
    const loader = await api.serviceUser();
    const given = { mode: { sessionId: session.sessionId, expiresAt: session.expiresAt } };
    const assumed = await api.assumed(ada, loader, given);
    const getMe = (authorization: string) =>
      api.ask({ operation: 'getMe', authorization, serviceUser: assumed.token });
    expect((await create(signIn(), other)).status).toBe(200);
    await modeOf(ada);
    expect(await getMe(signIn())).toEqual(ended);
    expect((await getMe(signIn(inGroup))).status).toBe(200);
  });

  it('is told so without a further read', async () => {
    await create(signIn(inGroup), mode);
    api.store.usage.take();
    expect(await create(signIn(), mode)).toEqual(ended);
    expect(api.store.usage.take()).toMatchObject({ calls: 1, roundTrips: 1 });
  });

  it('SPEC 4 is out of the registry by the attempt to enter, with a record, and the mode of before is over for good', async () => {
    expect(await enter(signIn())).toEqual(refused);
    expect(await memberIds()).toEqual(['usr_other']);
    const { items } = await queryAudit(api.store.table, {
      targetId: ada.userId,
      limit: 50,
      after: undefined,
    });
    expect(items.map(({ action, actorId }) => [action, actorId])).toEqual([['loseMembership', ada.userId]]);
    expect(await create(mode)).toEqual({ status: 401, code: 'mode-ended' });
    expect(await enter(signIn())).toEqual(refused);
    expect((await enter(signIn(inGroup))).status).toBe(200);
    await stored(api.store.table, registerMember(ada.userId, 'seen'));
    expect(await create(mode)).toEqual({ status: 401, code: 'mode-ended' });
  });

  it('leaves the last real member the last, who cannot be removed', async () => {
    expect(await enter(signIn())).toEqual(refused);
    const failed = await api.store.table.transact([removeMember('usr_other')]);
    expect(failed).toEqual([{ index: 0, reason: 'condition' }]);
  });

  it('stays in the registry where it holds no other enabled member, and is told why', async () => {
    await stored(api.store.table, removeMember('usr_other'));
    expect(await enter(signIn())).toEqual({
      ...refused,
      detail:
        'You are no Super-Admin member now. You stay in the list of members because it holds no other who is enabled.',
    });
    expect(await memberIds()).toEqual([ada.userId]);
    const { items } = await queryAudit(api.store.table, {
      targetId: ada.userId,
      limit: 50,
      after: undefined,
    });
    expect(items).toEqual([]);
  });

  it('stays a member where a Super-Admin added the person', async () => {
    await stored(api.store.table, registerMember(ada.userId, 'added'));
    expect((await create(signIn(), mode)).status).toBe(200);
    expect((await enter(signIn())).status).toBe(200);
    expect(await memberIds()).toEqual(['usr_other', ada.userId].sort());
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['an access token of another issuer', {}, { typ: 'at+jwt' }],
    ['groups that stand elsewhere', { _claim_names: { groups: 'src1' } }, {}],
  ])('is not known to have by %s: the mode stays, only entering is refused', async (_, claims, header) => {
    expect((await create(signIn(claims, header), mode)).status).toBe(200);
    expect(await enter(signIn(claims, header))).toEqual(refused);
    expect(await memberIds()).toEqual(['usr_other', ada.userId].sort());
  });

  it('is a member by configuration nonetheless, also beside a token that does not say the email', async () => {
    const { person } = await api.person({ email: 'configured@example.com' });
    const token = await modeOf(person);
    const shown = (claims: object) => issuer.idToken({ sub: person.subject, ...claims });
    const verified = { email: 'configured@example.com', email_verified: true };
    expect((await create(shown(verified), token)).status).toBe(200);
    expect((await create(shown({ email: undefined }), token)).status).toBe(200);
    expect(await create(shown({ ...verified, email_verified: false }), token)).toEqual(ended);
  });

  it('is nobody by a refused attempt of who never was a member, of which nothing is recorded', async () => {
    const { person, token } = await api.person();
    expect(await enter(token)).toEqual(refused);
    const { items } = await queryAudit(api.store.table, {
      targetId: person.userId,
      limit: 50,
      after: undefined,
    });
    expect(items).toEqual([]);
  });
});
