import { describe, expect, it } from 'vitest';
import { ApiProblem, createClient, type CallOptions } from '../../shared/contract/client.ts';

const userId = 'svc_01jdb9q6w8e5kr3x7h2m4n0vtz';

interface Seen {
  url: string;
  init: RequestInit;
}

/** An API that answers the same to everything and remembers what it was asked. */
function apiThatAnswers(answer: () => Response): { seen: Seen[]; fetch: typeof fetch } {
  const seen: Seen[] = [];
  return {
    seen,
    fetch: (url, init = {}) => {
      seen.push({ url: String(url), init });
      return Promise.resolve(answer());
    },
  };
}

const ok = (): Response => Response.json({ Items: [] });

function clientOf(answer: () => Response): { seen: Seen[]; client: ReturnType<typeof createClient> } {
  const { seen, fetch } = apiThatAnswers(answer);
  const credentials = (): Record<string, string> => ({ authorization: 'Bearer t' });
  return { seen, client: createClient({ baseUrl: 'https://api.example.com/prod/', credentials, fetch }) };
}

describe('a call', () => {
  it('goes to the method and path of its operation, with its credentials', async () => {
    const { seen, client } = clientOf(ok);
    await client.attachRole({ userId, roleId: 'SystemRole-Managers' });
    expect(seen[0]?.url).toBe(
      'https://api.example.com/prod/users/svc_01jdb9q6w8e5kr3x7h2m4n0vtz/roles/SystemRole-Managers',
    );
    expect(seen[0]?.init).toMatchObject({
      method: 'PUT',
      headers: { authorization: 'Bearer t' },
      body: null,
    });
  });

  it('repeats list filters in the query and leaves out what is undefined', async () => {
    const { seen, client } = clientOf(ok);
    await client.listUsers({ query: { team: ['Public', 'Data & more'], name: undefined, limit: 20 } });
    expect(seen[0]?.url).toBe('https://api.example.com/prod/users?team=Public&team=Data+%26+more&limit=20');
  });

  it('sends a body as JSON, with the key and the version asked for', async () => {
    const { seen, client } = clientOf(ok);
    const options: CallOptions = { idempotencyKey: 'k1', ifMatch: '"3"', roleId: 'SystemRole-Managers' };
    await client.updateUser({ userId, body: { DisplayName: 'Lädt' } }, options);
    expect(seen[0]?.init).toMatchObject({
      body: '{"DisplayName":"Lädt"}',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'k1',
        'if-match': '"3"',
        'x-role-id': 'SystemRole-Managers',
      },
    });
  });

  it('carries its credentials nowhere else: no cookies, no redirects, no cache', async () => {
    const { seen, client } = clientOf(ok);
    await client.getMe();
    expect(seen[0]?.init).toMatchObject({ credentials: 'omit', redirect: 'error', cache: 'no-store' });
  });

  it('can be given up', async () => {
    const { seen, client } = clientOf(ok);
    const { signal } = new AbortController();
    await client.getMe({}, { signal });
    expect(seen[0]?.init.signal).toBe(signal);
  });

  it('keeps an id in its place in the path, whatever it holds', async () => {
    const { seen, client } = clientOf(ok);
    await client.getUser({ userId: 'a/../../b?c#d' });
    expect(seen[0]?.url).toBe('https://api.example.com/prod/users/a%2F..%2F..%2Fb%3Fc%23d');
  });

  it.each(['', '.', '..'])('is not made with the id %j, which a URL would drop', async (bad) => {
    const { seen, client } = clientOf(ok);
    await expect(client.getUser({ userId: bad })).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });
});

describe('an answer', () => {
  it('gives status, body and ETag', async () => {
    const { client } = clientOf(() =>
      Response.json({ UserId: userId }, { status: 201, headers: { etag: '"1"' } }),
    );
    const answer = await client.createUser({ body: { Name: 'svc-airflow' } });
    expect(answer).toEqual({ status: 201, body: { UserId: userId }, etag: '"1"', replayed: false });
  });

  it('says that it repeats an earlier one', async () => {
    const headers = { 'idempotency-replayed': 'true' };
    const { client } = clientOf(() => Response.json({ UserId: userId }, { status: 201, headers }));
    expect((await client.createUser({ body: { Name: 'svc-airflow' } })).replayed).toBe(true);
  });

  it('has no body for 204', async () => {
    const { client } = clientOf(() => new Response(null, { status: 204 }));
    expect(await client.endSuperAdminMode()).toEqual({ status: 204, body: undefined, replayed: false });
  });
});

describe('a refusal', () => {
  const problem = {
    type: '/problems/invalid-request',
    title: 'The request is not valid',
    status: 400,
    detail: 'Correct the fields.',
    code: 'invalid-request',
    requestId: 'r1',
    errors: [{ path: 'Name', message: 'must not be blank' }],
  };

  it('is thrown with its code, errors and request id', async () => {
    const headers = { 'content-type': 'application/problem+json' };
    const { client } = clientOf(() => new Response(JSON.stringify(problem), { status: 400, headers }));
    const refusal = await client.createUser({ body: { Name: ' ' } }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiProblem);
    expect(refusal).toMatchObject({
      code: 'invalid-request',
      status: 400,
      requestId: 'r1',
      errors: problem.errors,
    });
    expect(refusal).toMatchObject({ retryAfter: undefined });
  });

  it('says how long to wait', async () => {
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '2' };
    const body = JSON.stringify({ ...problem, code: 'temporarily-unavailable', errors: undefined });
    const { client } = clientOf(() => new Response(body, { status: 503, headers }));
    await expect(client.getMe()).rejects.toMatchObject({
      code: 'temporarily-unavailable',
      retryAfter: 2,
      errors: [],
    });
  });

  it.each([
    ['a page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    [
      'a broken problem document',
      () => new Response('{', { status: 500, headers: { 'content-type': 'application/problem+json' } }),
    ],
    ['a success that is not JSON', () => new Response('<h1>Sign in</h1>', { status: 200 })],
  ])('is recognised in %s', async (_, answer) => {
    const { client } = clientOf(answer);
    await expect(client.getMe()).rejects.toMatchObject({ name: 'ApiProblem', code: 'unreadable-answer' });
  });
});

/** What must not compile; each line is an error of the type check when it does. */
export async function mustNotCompile(): Promise<void> {
  const { client } = clientOf(ok);
  // @ts-expect-error an id of the path is missing
  await client.getUser({});
  // @ts-expect-error the body is missing
  await client.createUser({});
  // @ts-expect-error a field that the row does not know
  await client.createUser({ body: { Name: 'a', Email: 'a@example.com' } });
  // @ts-expect-error an order that the row does not know
  await client.listUsers({ query: { sort: 'age' } });
  // @ts-expect-error an operation that does not exist
  await client.renameUser({ userId });
  const me = await client.getMe();
  // @ts-expect-error a field that the answer does not have
  void me.body.Password;
}
