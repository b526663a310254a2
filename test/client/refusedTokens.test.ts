import { describe, expect, it } from 'vitest';
import {
  assumed,
  clientCredentials,
  federation,
  serviceUsers,
  serviceUserHeader,
  staticToken,
  type Credentials,
} from '../../client/index.ts';
import { loopback, type Loopback, type SeenRequest } from '../support/loopback.ts';

const rejected = (): Response =>
  new Response(JSON.stringify({ status: 401, code: 'credential-rejected', title: 't', detail: 'd' }), {
    status: 401,
    headers: { 'content-type': 'application/problem+json' },
  });
const invalidClient = (): Response => Response.json({ error: 'invalid_client' }, { status: 401 });

const isIssuing = ({ url }: SeenRequest): boolean => /^\/oauth2\/token$|\/auth-token$/.test(url.pathname);

/** The token of a request, `t<n>`; what a person sends beside it does not count. */
const tokenOf = ({ headers }: SeenRequest): string =>
  String(headers[serviceUserHeader] ?? headers.authorization?.slice('Bearer '.length));

/** An API that issues `t1`, `t2` … each for an hour, as often as told, and takes those that it is told to take. */
async function anApi(takes: (token: string) => boolean, issues = Infinity) {
  let issued = 0;
  const server = await loopback((request) => {
    if (!isIssuing(request)) return takes(tokenOf(request)) ? Response.json({ Items: [] }) : rejected();
    if (issued === issues) return invalidClient();
    const token = `t${String((issued += 1))}`;
    return Response.json({ access_token: token, expires_in: 3600, Token: token, ExpiresIn: 3600 });
  });
  return { ...server, calls: () => server.seen.filter((request) => !isIssuing(request)) };
}

type Provider = (server: Loopback) => Credentials;

const byClientCredentials: Provider = ({ url }) =>
  clientCredentials({ baseUrl: url, clientId: 'a', clientSecret: 's' });
const byFederation: Provider = ({ url }) => {
  let made = 0;
  return federation({ baseUrl: url, clientId: 'a', subjectToken: () => `jwt-${String((made += 1))}` });
};
const byAssuming: Provider = ({ url }) => {
  const person = staticToken('person');
  return assumed({ api: serviceUsers({ baseUrl: url, credentials: person }), person, userId: 'u' });
};
const providers: [string, Provider][] = [
  ['client credentials', byClientCredentials],
  ['federation', byFederation],
  ['assuming', byAssuming],
];

describe('a token that the API refuses before its time', () => {
  it.each(providers)(
    'is replaced once for all who called with it, and they call again: %s',
    async (...row) => {
      const server = await anApi((token) => token !== 't1');
      const api = serviceUsers({ baseUrl: server.url, credentials: row[1](server) });
      await Promise.all([api.listUsers(), api.listTeams(), api.listTags()]);
      await api.getMe();
      expect(server.calls().map(tokenOf).toSorted()).toEqual(['t1', 't1', 't1', 't2', 't2', 't2', 't2']);
      expect(server.seen.filter(isIssuing)).toHaveLength(2);
    },
  );

  it('is no reason to change what is sent: the same body, under the same idempotency key', async () => {
    const server = await anApi((token) => token === 't2');
    const api = serviceUsers({ baseUrl: server.url, credentials: byClientCredentials(server) });
    await api.createTeam({ body: { TeamName: 'a' } });
    const sent = server.calls().map(({ form, headers }) => [...form.keys(), headers['idempotency-key']]);
    expect(sent[0]).toEqual(['{"TeamName":"a"}', expect.any(String)]);
    expect(sent).toEqual([sent[0], sent[0]]);
  });

  it.each(providers)(
    'is replaced once and not for ever, where every token is refused: %s',
    async (...row) => {
      const server = await anApi(() => false);
      const api = serviceUsers({ baseUrl: server.url, credentials: row[1](server) });
      await expect(api.getMe()).rejects.toMatchObject({ code: 'credential-rejected', status: 401 });
      expect(server.calls().map(tokenOf)).toEqual(['t1', 't2']);
    },
  );

  it('is not sent again when there is no other: the caller learns why', async () => {
    const server = await anApi(() => false, 1);
    const api = serviceUsers({ baseUrl: server.url, credentials: byClientCredentials(server) });
    const refused = { code: 'oauth-refused', title: 'invalid_client' };
    await expect(api.getMe()).rejects.toMatchObject(refused);
    await expect(api.getMe()).rejects.toMatchObject(refused);
    expect(server.calls()).toHaveLength(1);
  });

  it('is the end of the call where it was given as it is', async () => {
    const server = await anApi(() => false);
    const api = serviceUsers({ baseUrl: server.url, credentials: staticToken('given') });
    await expect(api.getMe()).rejects.toMatchObject({ code: 'credential-rejected' });
    await expect(serviceUsers({ baseUrl: server.url }).getMe()).rejects.toMatchObject({ status: 401 });
    expect(server.seen).toHaveLength(2);
  });

  it('is read anew from where it is kept, and sent if it is another', async () => {
    const server = await anApi((token) => token === 'rotated');
    const kept = ['old', 'old', 'rotated'];
    const read = (): string => (kept.length > 1 ? kept.shift() : kept[0]) ?? '';
    const api = serviceUsers({ baseUrl: server.url, credentials: staticToken(read) });
    await expect(api.getMe()).rejects.toMatchObject({ code: 'credential-rejected' });
    await api.getMe();
    expect(server.calls().map(tokenOf)).toEqual(['old', 'rotated']);
  });
});
