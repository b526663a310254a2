import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { api, field, must, type Answer } from './api.ts';
import { aCreatedServiceUser, assumedToken } from './created.ts';
import { es256, jwt } from './jwt.ts';
import { accessToken, aClient, basic, oauth, type Client } from './oauth.ts';
import { aMember } from './people.ts';
import type { Scenario } from './scenario.ts';

type Calls = (client: Client) => Promise<() => Promise<Answer>> | (() => Promise<Answer>);

/** A call about a service user of its own that has a service token, neither ever used before. */
const aboutNew = (operation: Scenario['operation'], when: string, call: Calls): Scenario => ({
  operation,
  when,
  prepare: async () => await call(await aClient()),
});

/** The same, where the service user was active by another token. */
const about = (operation: Scenario['operation'], when: string, call: Calls): Scenario => ({
  operation,
  when,
  prepare: async () => {
    const client = await aClient();
    const body = { Name: 'another' };
    const made = await must(201, api('POST', `/users/${client.userId}/tokens`, { as: client.as, body }));
    await accessToken({ ...client, secret: field(made, 'Token') });
    return await call(client);
  },
});

const credentials = { grant_type: 'client_credentials' };
const exchange = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' };
const types = 'urn:ietf:params:oauth:token-type';

const by = ({ userId, secret }: Client) => basic(userId, secret);
const nameOf = ({ name }: Client) => `${name}@service`;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' };
const issuer = 'https://token.actions.githubusercontent.com';
const audience = 'https://service-users.example.com';

/** A trust rule that holds the keys itself: what is measured is the table, not the issuer. */
async function trusting({ userId, as }: Client): Promise<void> {
  const body = {
    ...{ Name: 'ci', Issuer: issuer, Audience: audience, Jwks: { keys: [jwk] } },
    Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
  };
  await must(201, api('POST', `/users/${userId}/trust-rules`, { as, body }));
}

/** Trades the token of a job for an access token. */
async function federating(client: Client, client_id: string): Promise<() => Promise<Answer>> {
  await trusting(client);
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: 'repo:acme/warehouse', aud: audience, repository: 'acme/warehouse' };
  const subject_token = jwt(
    { alg: 'ES256', kid: 'one', typ: 'JWT' },
    { ...claims, iat, exp: iat + 300, jti: randomUUID() },
    es256(privateKey),
  );
  const fields = { ...exchange, client_id, subject_token, subject_token_type: `${types}:jwt` };
  return () => oauth('/oauth2/token', fields);
}

/** Assumes by exchange, as a member with a share. */
async function assuming(): Promise<() => Promise<Answer>> {
  const sharedWith = await aMember();
  const { userId } = await aCreatedServiceUser({ sharedWith });
  const fields = {
    ...{ ...exchange, subject_token: userId, subject_token_type: 'urn:service-users:token-type:user-id' },
    ...{ actor_token: sharedWith.token, actor_token_type: `${types}:access_token` },
  };
  return () => oauth('/oauth2/token', fields);
}

/** The OAuth endpoints, in the order of the table in the document. */
export const ofOAuth: readonly Scenario[] = [
  {
    operation: 'getAuthorizationServerMetadata',
    when: 'anybody',
    prepare: () => Promise.resolve(() => api('GET', '/.well-known/oauth-authorization-server')),
  },
  about('exchangeToken', 'client credentials', (client) => () => {
    return oauth('/oauth2/token', credentials, by(client));
  }),
  aboutNew('exchangeToken', 'client credentials, the first in five minutes', (client) => () => {
    return oauth('/oauth2/token', credentials, by(client));
  }),
  about('exchangeToken', 'client credentials, again within a minute', async (client) => {
    await accessToken(client);
    return () => oauth('/oauth2/token', credentials, by(client));
  }),
  about('exchangeToken', 'client credentials by user name, first in a container', (client) => () => {
    return oauth('/oauth2/token', credentials, basic(nameOf(client), client.secret));
  }),
  about('exchangeToken', 'client credentials by user name, again within a minute', async (client) => {
    await accessToken(client);
    return () => oauth('/oauth2/token', credentials, basic(nameOf(client), client.secret));
  }),
  about('exchangeToken', 'federation', (client) => federating(client, client.userId)),
  about('exchangeToken', 'federation, by user name', (client) => federating(client, nameOf(client))),
  { operation: 'exchangeToken', when: 'assuming, by a share', prepare: assuming },
  about('introspectToken', 'an access token, by a client', async (client) => {
    const token = await accessToken(client);
    return () => oauth('/oauth2/introspect', { token }, by(client));
  }),
  about('introspectToken', 'an assumed service user, by a client', async (client) => {
    await accessToken(client);
    const target = await aCreatedServiceUser();
    const token = await assumedToken(target.owner, target);
    return () => oauth('/oauth2/introspect', { token }, by(client));
  }),
  about('introspectToken', 'a service token, by its own client', async (client) => {
    await accessToken(client);
    return () => oauth('/oauth2/introspect', { token: client.secret }, by(client));
  }),
  about('introspectToken', 'a token that is not ours, by a client', async (client) => {
    await accessToken(client);
    return () => oauth('/oauth2/introspect', { token: 'x.y.z' }, by(client));
  }),
  about('introspectToken', 'the same, the first use of the client’s token in a minute', (client) => () => {
    return oauth('/oauth2/introspect', { token: 'x.y.z' }, by(client));
  }),
  about('revokeOAuthToken', 'an access token, by its client', async (client) => {
    const token = await accessToken(client);
    return () => oauth('/oauth2/revoke', { token }, by(client));
  }),
  about('revokeOAuthToken', 'a leaked service token, by anybody', (client) => () => {
    return oauth('/oauth2/revoke', { token: client.secret });
  }),
];
