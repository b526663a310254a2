import { describe, expect, it } from 'vitest';
import { ApiProblem, serviceUsers } from '../../client/index.ts';
import { loopback } from '../support/loopback.ts';

const forms = 'application/x-www-form-urlencoded';

/** A client of an API that answers that, and what the API saw. */
async function clientOf(answer: () => Response) {
  const server = await loopback(answer);
  const credentials = () => ({ authorization: 'Basic eDp5' });
  return { seen: server.seen, api: serviceUsers({ baseUrl: server.url, credentials, retries: 0 }) };
}

describe('an OAuth endpoint', () => {
  it('is sent a form, without what is undefined, by all three methods', async () => {
    const { api, seen } = await clientOf(() => Response.json({}));
    await api.exchangeToken({ body: { grant_type: 'client_credentials', scope: undefined } });
    await api.introspectToken({ body: { token: 'a b&c=ü' } });
    await api.revokeOAuthToken({ body: { token: 't', token_type_hint: 'access_token' } });
    expect(seen.map(({ url, headers, form }) => [url.pathname, headers['content-type'], [...form]])).toEqual([
      ['/oauth2/token', forms, [['grant_type', 'client_credentials']]],
      ['/oauth2/introspect', forms, [['token', 'a b&c=ü']]],
      [
        '/oauth2/revoke',
        forms,
        [
          ['token', 't'],
          ['token_type_hint', 'access_token'],
        ],
      ],
    ]);
    expect(seen[0]?.headers.authorization).toBe('Basic eDp5');
  });

  it.each([
    ['client_secret', { client_id: 'a', client_secret: 's' }],
    ['client_assertion', { client_assertion: 'jwt' }],
    ['subject_token', { subject_token: 'u', actor_token: 'jwt' }],
  ])('gets no credential of the client beside the proof in the form: %s', async (_, proof) => {
    const { api, seen } = await clientOf(() => Response.json({}));
    await api.exchangeToken({ body: { grant_type: 'g', ...proof } });
    await api.introspectToken({ body: { token: 't', ...proof } });
    await api.revokeOAuthToken({ body: { token: 't', ...proof } });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined]);
  });

  it('gets the credential of the client where the form does not say who asks', async () => {
    const { api, seen } = await clientOf(() => Response.json({}));
    await api.introspectToken({ body: { token: 't', client_id: 'a' } });
    await api.revokeOAuthToken({ body: { token: 't' } });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Basic eDp5', 'Basic eDp5']);
  });

  it('is the only one whose fields count: any other body goes with the credential', async () => {
    const { api, seen } = await clientOf(() => Response.json({}, { status: 201 }));
    await api.createTeam({ body: { TeamName: '&client_secret=' } });
    expect(seen[0]?.headers.authorization).toBe('Basic eDp5');
  });

  it('is asked again after 503: neither asking nor revoking does harm twice', async () => {
    const server = await loopback((_, count) => Response.json({}, { status: count % 2 ? 503 : 200 }));
    const api = serviceUsers({ baseUrl: server.url, wait: () => Promise.resolve() });
    await api.introspectToken({ body: { token: 't', client_id: 'a', client_secret: 's' } });
    await api.revokeOAuthToken({ body: { token: 't' } });
    expect(server.seen).toHaveLength(4);
  });

  it('leaves the others with JSON', async () => {
    const { api, seen } = await clientOf(() => Response.json({}, { status: 201 }));
    await api.createTeam({ body: { TeamName: 'a' } });
    expect(seen[0]?.headers['content-type']).toBe('application/json');
  });

  it('refuses as RFC 6749 says: error is the title, error_description the detail', async () => {
    const { api } = await clientOf(() =>
      Response.json(
        { error: 'invalid_scope', error_description: 'scope may only narrow', requestId: 'r1' },
        { status: 400 },
      ),
    );
    const refused = await api
      .exchangeToken({ body: { grant_type: 'client_credentials' } })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({
      code: 'oauth-refused',
      status: 400,
      title: 'invalid_scope',
      detail: 'scope may only narrow',
      requestId: 'r1',
      errors: [],
    });
  });

  it('that the gateway answers for is a problem document, also where that has an error of its own', async () => {
    const document = {
      type: '/problems/too-many-requests',
      title: 'Too many requests',
      status: 429,
      detail: 'Try again later.',
      code: 'too-many-requests',
      error: 'temporarily_unavailable',
    };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '1' };
    const { api } = await clientOf(() => new Response(JSON.stringify(document), { status: 429, headers }));
    await expect(api.introspectToken({ body: { token: 't' } })).rejects.toMatchObject({
      code: 'too-many-requests',
      title: 'Too many requests',
      retryAfter: 1,
    });
  });

  it.each([
    ['a page', () => new Response('<h1>', { status: 502 })],
    ['JSON of somebody else', () => Response.json({ message: 'no' }, { status: 403 })],
    ['null', () => Response.json(null, { status: 400 })],
    ['an error that is no text', () => Response.json({ error: {} }, { status: 400 })],
  ])('that answers %s is not taken for one', async (_, answer) => {
    const { api } = await clientOf(answer);
    await expect(api.revokeOAuthToken({ body: { token: 't' } })).rejects.toMatchObject({
      code: 'unreadable-answer',
    });
  });
});

/** What must not compile. */
export async function mustNotCompile(): Promise<void> {
  const { api } = await clientOf(() => Response.json({}));
  // @ts-expect-error the form is missing
  await api.exchangeToken({});
  // @ts-expect-error a field that the form does not have
  await api.revokeOAuthToken({ body: { tokens: 't' } });
}
