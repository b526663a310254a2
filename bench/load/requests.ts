import { tokenOf, type ProductAddresses } from '../../test/support/localProduct.ts';
import type { LoadRequest } from './request.ts';

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly as?: string;
  readonly body?: object;
  readonly form?: Readonly<Record<string, string>>;
}

function headersOf({ as, body, form }: Sent): Record<string, string> {
  return {
    ...(as === undefined ? {} : { Authorization: as.includes(' ') ? as : `Bearer ${as}` }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
  };
}

function requestOf(name: string, url: string, sent: Sent): LoadRequest {
  const { method = 'GET', body, form } = sent;
  const text = form === undefined ? JSON.stringify(body) : new URLSearchParams(form).toString();
  return { name, url, method, headers: headersOf(sent), ...(text === undefined ? {} : { body: text }) };
}

async function made(url: string, sent: Sent): Promise<Record<string, unknown>> {
  const { method, headers, body } = requestOf('', url, { method: 'POST', ...sent });
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/**
 * The requests of the load, on a product with a few dozen users. The first is what the others are compared with. Those that
 * peers are measured by come next, as with the peers: the embedded store's transactions cost more the more there were.
 */
export async function loadRequests(product: ProductAddresses): Promise<LoadRequest[]> {
  const { api } = product;
  const ada = await tokenOf(product, 'ada');
  const mode = String((await made(`${api}/users/super-admin/auth-token`, { as: ada, body: {} }))['Token']);
  const ids: string[] = [];
  for (let at = 0; at < 50; at += 1) {
    const user = await made(`${api}/users`, { as: mode, body: { Name: `bench ${String(at)}` } });
    ids.push(String(user['UserId']));
  }
  const [userId = ''] = ids;
  const token = await made(`${api}/users/${userId}/tokens`, { as: mode, body: { Name: 'bench' } });
  const secret = String(token['Token']);
  const jwt = String((await made(`${api}/users/${userId}/auth-token`, { as: ada, body: {} }))['Token']);
  const basic = `Basic ${Buffer.from(`${userId}:${secret}`).toString('base64')}`;
  const post = { method: 'POST' } as const;
  return [
    requestOf('GET /health', `${api}/health`, {}),
    requestOf('token endpoint: client_credentials', `${api}/oauth2/token`, {
      ...post,
      as: basic,
      form: { grant_type: 'client_credentials' },
    }),
    requestOf('verified call by service token: GET /users/me', `${api}/users/me`, { as: secret }),
    requestOf('list: GET /users?limit=50', `${api}/users?limit=50`, { as: ada }),
    requestOf('get: GET /users/{id}', `${api}/users/${userId}`, { as: ada }),
    requestOf('assume: POST /users/{id}/auth-token', `${api}/users/${userId}/auth-token`, {
      ...post,
      as: ada,
      body: {},
    }),
    requestOf('introspection of an auth token', `${api}/oauth2/introspect`, {
      ...post,
      as: basic,
      form: { token: jwt },
    }),
    requestOf('verified call by JWT: GET /users/me', `${api}/users/me`, { as: jwt }),
  ];
}
