import { describe, expect, it } from 'vitest';
import { api, type Answer } from '../support/api.ts';
import { aCreatedServiceUser } from '../support/created.ts';
import { filled, guardedRoutes } from '../support/everyOperation.ts';

const refusal = {
  type: '/problems/credential-rejected',
  title: 'No valid credential',
  status: 401,
  detail: 'Send a credential that exists, is intact, unexpired and not revoked.',
  code: 'credential-rejected',
};

function expectRefusal({ body }: Answer): void {
  const { requestId: _, ...document } = body;
  expect(document).toEqual(refusal);
}

describe('without a credential', () => {
  it('there is something to test', () => {
    expect(guardedRoutes.length).toBeGreaterThanOrEqual(28);
  });

  it.each(guardedRoutes.map(({ row: { method }, path }) => [method, path] as const))(
    '%s %s is 401, whatever is sent and whoever it is about, always in the same words',
    async (method, path) => {
      const { userId } = await shared();
      expectRefusal(await api(method, filled(path)));
      expectRefusal(await api(method, filled(path, { userId })));
      expectRefusal(await api(method, `${filled(path)}?unknown=1`));
      if (method === 'GET') return;
      const json = { 'Content-Type': 'application/json' };
      for (const raw of ['{"broken', '{}', '[]', '\u0000', '{"a":1,"a":2}']) {
        expectRefusal(await api(method, filled(path), { raw, headers: json }));
      }
      expectRefusal(await api(method, filled(path), { raw: 'x'.repeat(70_000), headers: json }));
      expectRefusal(
        await api(method, filled(path), { raw: '<a/>', headers: { 'Content-Type': 'text/xml' } }),
      );
    },
  );

  it('an unknown route is 404, with and without one', async () => {
    for (const path of ['/', '/nothing', '/users/a/b/c', '/super-admins/a/b', '/.well-known/nothing']) {
      const answer = await api('GET', path);
      expect([answer.status, answer.body['code']]).toEqual([404, 'route-not-found']);
    }
    expect((await api('DELETE', '/users')).body['code']).toBe('route-not-found');
    expect((await api('PUT', '/health')).body['code']).toBe('route-not-found');
  });
});

let target: ReturnType<typeof aCreatedServiceUser> | undefined;

function shared(): ReturnType<typeof aCreatedServiceUser> {
  return (target ??= aCreatedServiceUser());
}
