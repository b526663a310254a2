import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type TagId } from '../../shared/domain/ids.ts';
import { instant, type Instant } from '../../shared/domain/time.ts';
import type { Person, ServiceUser } from '../../shared/domain/user.ts';
import { authorize } from '../../shared/runtime/authorize.ts';
import type { ProxyEvent } from '../../shared/runtime/call.ts';
import { userShareKey } from '../../shared/store/keys.ts';
import type { Table } from '../../shared/store/table.ts';
import { keyOfWrite } from '../../shared/store/writes.ts';
import type { AllDependencies } from '../support/allDependencies.ts';
import { simulated, type SimulatedId } from '../simulation/run/operations.ts';
import { authorizerEvent, authorizing, type Authorizing } from '../support/authorizing.ts';
import { oidcIssuer, type OidcIssuer } from '../support/oidcIssuer.ts';
import { RacingTable } from '../support/racingTable.ts';
import { shareWrite, stored, tagMemberWrite, tagShareWrite, tagWrite } from '../support/stored.ts';

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await oidcIssuer();
});
afterAll(() => issuer.close());

let api: Authorizing;
let boss: Person;
let mode: string;
let ada: Person;
let adasToken: string;
let loader: ServiceUser;
beforeEach(async () => {
  api = await authorizing(issuer);
  ({ person: boss } = await api.person());
  ({ token: mode } = await api.inMode(boss));
  ({ person: ada, token: adasToken } = await api.person());
  loader = await api.serviceUser();
});

interface Asked {
  readonly id: SimulatedId;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly as?: string;
  /** By how much the clock of the container differs. */
  readonly skew?: number;
  readonly table?: Table;
}

/** A request by way of the authorizer and the function, in a container whose clock is wrong. */
async function ask({ id, params, body, as = mode, skew = 0, table = api.store.table }: Asked) {
  const clock = (): Instant => instant(api.now + skew);
  const dependencies = {
    ...{ ...api.dependencies, clock, table, tokenPrefixes: { service: 'sut', personal: 'pat' } },
    signer: { sign: (claims: object) => Promise.resolve(api.key.token(claims)), takeCalls: () => 0 },
  } as unknown as AllDependencies;
  const event = authorizerEvent({
    ...{ operation: id, params, authorization: as },
    headers: { 'Content-Type': ['application/json'] },
  });
  const { result } = await authorize(event, dependencies);
  const requestContext = { ...event.requestContext, authorizer: result.context };
  const sent = { ...event, body: body === undefined ? null : JSON.stringify(body), requestContext };
  const answer = await simulated[id](dependencies)(sent as unknown as ProxyEvent, {} as never);
  expect([200, 201, 204]).toContain(answer.statusCode);
  return answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
}

/** The status of a request with a token that ada got. */
async function statusOf(token: string): Promise<number> {
  return (await api.ask({ operation: 'getMe', serviceUser: token })).status;
}

/** Ada assumes the service user by the container whose clock is ahead. */
async function assumed(): Promise<string> {
  const { Token } = await ask({
    ...{ id: 'createAuthToken', params: { userId: loader.userId }, body: {} },
    ...{ as: adasToken, skew: 1500 },
  });
  return String(Token);
}

const Owner = { AccessType: 'Owner' };

describe('T13 access that was taken and given again brings no token back, whatever the clocks say:', () => {
  let tagId: TagId;
  beforeEach(async () => {
    tagId = newId('tag');
    const { table } = api.store;
    await stored(table, tagWrite(tagId));
  });

  const onTag = () => ({ tagId, userId: ada.userId });
  const byTag = () => ({ userId: loader.userId, tagId });
  const direct = () => ({ userId: loader.userId, granteeId: ada.userId });
  const planted = {
    byTag: () => [tagMemberWrite(ada.userId, tagId), tagShareWrite(loader.userId, tagId)],
    direct: () => [shareWrite(loader.userId, ada.userId)],
  };
  const ways = [
    { way: 'being on a tag', writes: planted.byTag, take: 'removeTagUser', give: 'addTagUser', whose: onTag },
    {
      way: 'a share with a tag',
      writes: planted.byTag,
      take: 'unshareWithTag',
      give: 'shareWithTag',
      whose: byTag,
    },
    { way: 'a share', writes: planted.direct, take: 'unshareWithUser', give: 'shareWithUser', whose: direct },
  ] as const;

  it.each(ways)('$way', async ({ writes, take, give, whose }) => {
    await stored(api.store.table, ...writes());
    const token = await assumed();
    expect(await statusOf(token)).toBe(200);
    for (let round = 0; round < 2; round += 1) {
      await ask({ id: take, params: whose() });
      expect(await statusOf(token)).toBe(401);
      await ask({ id: give, params: whose(), body: Owner, skew: -1500 });
      expect(await statusOf(token)).toBe(401);
    }
    expect(await statusOf(await assumed())).toBe(200);
  });

  it('a share whose token was recorded while it was taken', async () => {
    await stored(api.store.table, ...planted.direct());
    let late = '';
    const key = userShareKey(loader.userId, ada.userId);
    const racing = new RacingTable(api.store, async (writes) => {
      const takes = writes.some((write) => 'remove' in write && keyOfWrite(write).sk === key.sk);
      if (takes && late === '') late = await assumed();
    });
    await ask({ id: 'unshareWithUser', params: direct(), table: racing });
    expect(await statusOf(late)).toBe(401);
    await ask({ id: 'shareWithUser', params: direct(), body: Owner, skew: -1500 });
    expect(await statusOf(late)).toBe(401);
  });

  it('a tag that took over from a share', async () => {
    await stored(api.store.table, ...planted.direct());
    const token = await assumed();
    await stored(api.store.table, ...planted.byTag());
    await ask({ id: 'unshareWithUser', params: direct(), skew: 1500 });
    expect(await statusOf(token)).toBe(200);
    await ask({ id: 'removeTagUser', params: onTag() });
    expect(await statusOf(token)).toBe(401);
    await ask({ id: 'addTagUser', params: onTag(), body: Owner, skew: -1500 });
    expect(await statusOf(token)).toBe(401);
  });

  it('being a Super-Admin', async () => {
    await stored(api.store.table, ...planted.direct());
    const mine = (await ask({ id: 'enterSuperAdminMode', params: {}, body: {}, skew: 1500 }))['Token'];
    const other = await api.person();
    const { token: theirs } = await api.inMode(other.person);
    await ask({ id: 'removeSuperAdmin', params: { userId: boss.userId }, as: theirs });
    await ask({ id: 'addSuperAdmin', params: { userId: boss.userId }, as: theirs, skew: -1500 });
    const { status } = await api.ask({ operation: 'getMe', authorization: String(mine) });
    expect(status).toBe(401);
  });
});
