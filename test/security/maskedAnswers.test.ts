import { describe, expect, it } from 'vitest';
import { api, field, must, type Answer } from '../support/api.ts';
import { aCreatedServiceUser, aDeletingServiceUser, unknownId } from '../support/created.ts';
import { aMember, inMode, people } from '../support/people.ts';
import { unknownToken } from '../support/tokens.ts';

/** All of an answer but what names the request. */
function shown({ status, headers, body }: Answer): unknown {
  const { requestId: _, ...document } = body;
  const names = [...headers.keys()].filter((name) => !['date', 'x-amzn-requestid'].includes(name)).sort();
  return { status, document, names };
}

async function oneAnswer(calls: readonly Promise<Answer>[]): Promise<void> {
  const [first, ...others] = (await Promise.all(calls)).map(shown);
  for (const other of others) expect(other).toEqual(first);
}

describe('to who may not look', () => {
  it.each([
    ['POST', 'disable', undefined],
    ['POST', 'enable', undefined],
    ['POST', 'auth-token', { RoleId: 'SystemRole-Managers' }],
    ['GET', 'events', undefined],
    ['GET', 'sessions', undefined],
  ] as const)('%s …/%s says nothing of what state the target is in', async (method, what, body) => {
    const [{ linus }, enabled, disabled, deleting] = await Promise.all([
      people(),
      aCreatedServiceUser({ Role: 'Manager' }),
      aCreatedServiceUser({ disabled: true }),
      aDeletingServiceUser(),
    ]);
    const call = (userId: string) =>
      api(method, `/users/${userId}/${what}`, { as: linus.token, ...(body && { body }) });
    await oneAnswer([enabled, disabled, deleting].map(({ userId }) => call(userId)));
  });

  it('a body that is no good is not judged before the right to send it', async () => {
    const [{ linus }, { userId }] = await Promise.all([people(), aCreatedServiceUser()]);
    const call = (body: unknown) => api('POST', `/users/${userId}/auth-token`, { as: linus.token, body });
    await oneAnswer([call({}), call({ DurationMinutes: 181 }), call([]), call({ x: 1 })]);
  });

  it('a cursor of somebody else reads like one of nobody', async () => {
    const { linus, mary } = await people();
    const first = await must(200, api('GET', '/users?limit=1', { as: mary.token }));
    const call = (cursor: string) => api('GET', `/users?limit=1&cursor=${cursor}`, { as: linus.token });
    await oneAnswer([call(field(first, 'NextCursor')), call('AAAA'), call('%00'), call('x'.repeat(500))]);
  });
});

describe('404', () => {
  it('reads the same for an id that nobody has and one that cannot be', async () => {
    const { linus } = await people();
    const ids = [unknownId.serviceUser, unknownId.person, 'nobody', '__proto__', 'USER%23x', '%00'];
    await oneAnswer(ids.map((id) => api('GET', `/users/${id}`, { as: linus.token })));
    await oneAnswer(ids.map((id) => api('POST', `/users/${id}/disable`, { as: linus.token })));
  });

  it('comes before 400 for all that a path names', async () => {
    const { userId, owner } = await aCreatedServiceUser();
    const as = await inMode(owner);
    const unknown: [string, string, object?][] = [
      ['GET', `/users/${unknownId.serviceUser}?x=1`],
      ['GET', `/users/${unknownId.serviceUser}/deletion?x=1`],
      ['GET', '/roles/rol_00000000000000000000000000?x=1'],
      ['GET', '/tags/tag_00000000000000000000000000/users?limit=0'],
      ['POST', '/applications/none-such/token', { DurationMinutes: 0 }],
      ['DELETE', '/applications/none-such?x=1'],
      ['POST', `/users/${userId}/tokens/${unknownToken}/rotate`, { OverlapMinutes: -1 }],
      ['POST', `/users/me/tokens/${unknownToken}/revoke?x=1`],
      ['PATCH', `/users/${userId}/trust-rules/tru_00000000000000000000000000`, { x: 1 }],
      ['DELETE', `/users/${userId}/client-keys/${'A'.repeat(43)}?x=1`],
      ['DELETE', `/users/${userId}/sessions/ses_00000000000000000000000000?x=1`],
    ];
    for (const [method, path, body] of unknown)
      expect([path, (await api(method, path, { as, ...(body && { body }) })).status]).toEqual([path, 404]);
    const known: [string, string, object?][] = [
      ['GET', `/users/${userId}?x=1`],
      ['GET', '/roles/SystemRole-Managers?x=1'],
      ['POST', '/applications/bi/token', { DurationMinutes: 0 }],
      ['PUT', '/applications/none-such', {}],
    ];
    for (const [method, path, body] of known)
      expect([path, (await api(method, path, { as, ...(body && { body }) })).status]).toEqual([path, 400]);
  });

  it('comes before 403 and 400, as everybody may read who exists', async () => {
    const stranger = await aMember();
    const path = `/users/${unknownId.serviceUser}/auth-token`;
    await must(404, api('POST', path, { as: stranger.token, body: { DurationMinutes: 0 } }));
  });
});
