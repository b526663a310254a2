import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth4webapi from 'oauth4webapi';
import * as openidClient from 'openid-client';
import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { accessToken, aClient, ourIssuer } from '../support/oauth.ts';

describe('standard clients, told the issuer and their credentials and nothing else', () => {
  it('openid-client discovers, gets a token, introspects it and revokes it', async () => {
    const client = await aClient();
    const config = await openidClient.discovery(
      new URL(ourIssuer()),
      client.userId,
      client.secret,
      undefined,
      {
        execute: [openidClient.allowInsecureRequests],
      },
    );
    const token = await openidClient.clientCredentialsGrant(config, { scope: 'users.view' });
    expect(token).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'users.view' });
    const before = await openidClient.tokenIntrospection(config, token.access_token);
    expect(before).toMatchObject({ active: true, sub: client.userId });
    await openidClient.tokenRevocation(config, token.access_token);
    expect(await openidClient.tokenIntrospection(config, token.access_token)).toEqual({ active: false });
  });

  it('oauth4webapi does the same, with the secret by HTTP Basic', async () => {
    const { userId, secret } = await aClient();
    const insecure = { [oauth4webapi.allowInsecureRequests]: true };
    const issuer = new URL(ourIssuer());
    const discovered = await oauth4webapi.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
    const server = await oauth4webapi.processDiscoveryResponse(issuer, discovered);
    const client = { client_id: userId };
    const auth = oauth4webapi.ClientSecretBasic(secret);
    const asked = await oauth4webapi.clientCredentialsGrantRequest(server, client, auth, {}, insecure);
    const { access_token: token } = await oauth4webapi.processClientCredentialsResponse(
      server,
      client,
      asked,
    );
    const introspect = async () => {
      const answer = await oauth4webapi.introspectionRequest(server, client, auth, token, insecure);
      return await oauth4webapi.processIntrospectionResponse(server, client, answer);
    };
    expect(await introspect()).toMatchObject({ active: true, sub: userId });
    await oauth4webapi.processRevocationResponse(
      await oauth4webapi.revocationRequest(server, client, auth, token, insecure),
    );
    expect(await introspect()).toEqual({ active: false });
  });

  it('both discovery documents agree', async () => {
    const documents = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map((name) =>
        must(200, api('GET', `/.well-known/${name}`)),
      ),
    );
    const [openid, server] = documents.map(({ body }) => body);
    expect(openid).toMatchObject({ ...server });
    expect(server?.['issuer']).toBe(ourIssuer());
    expect(Object.values(server ?? {}).filter((value) => Array.isArray(value) && value.length === 0)).toEqual(
      [],
    );
  });
});

describe('a resource server', () => {
  it('verifies an access token offline with jose alone (RFC 9068)', async () => {
    const client = await aClient();
    const keys = createRemoteJWKSet(new URL(`${ourIssuer()}/.well-known/jwks.json`));
    const expected = { issuer: ourIssuer(), audience: ourIssuer(), typ: 'at+jwt', algorithms: ['ES256'] };
    const { payload } = await jwtVerify(await accessToken(client), keys, expected);
    expect(payload.sub).toBe(client.userId);
  });

  it('verifies an access token offline with aws-jwt-verify alone', async () => {
    const client = await aClient();
    const fetcher = { fetch: async (uri: string) => await (await fetch(uri)).arrayBuffer() };
    const verifier = JwtVerifier.create(
      { issuer: ourIssuer(), audience: ourIssuer(), jwksUri: `${ourIssuer()}/.well-known/jwks.json` },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    expect((await verifier.verify(await accessToken(client))).sub).toBe(client.userId);
  });
});
