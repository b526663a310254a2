import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth4webapi from 'oauth4webapi';
import * as openidClient from 'openid-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { api, must } from '../support/api.ts';
import { accessToken, aClient, ourIssuer } from '../support/oauth.ts';
import { oidcIssuer } from '../support/oidcIssuer.ts';

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

describe('a CI job without any secret', () => {
  it('RFC 8693 trades its own token by openid-client, told the issuer and its client id', async () => {
    const outside = await oidcIssuer();
    onTestFinished(() => outside.close());
    const client = await aClient();
    const body = {
      ...{ Name: 'ci', Issuer: outside.url, Audience: 'https://service-users.example.com' },
      Conditions: [{ Claim: 'repository', Equals: 'acme/warehouse' }],
    };
    await must(201, api('POST', `/users/${client.userId}/trust-rules`, { as: client.as, body }));
    const config = await openidClient.discovery(
      new URL(ourIssuer()),
      client.userId,
      undefined,
      openidClient.None(),
      { execute: [openidClient.allowInsecureRequests] },
    );
    const claims = { aud: body.Audience, repository: 'acme/warehouse', jti: client.userId };
    const token = await openidClient.genericGrantRequest(
      config,
      'urn:ietf:params:oauth:grant-type:token-exchange',
      {
        subject_token: outside.idToken(claims),
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      },
    );
    expect(token).toMatchObject({
      token_type: 'bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    const me = await must(200, api('GET', '/users/me', { as: token.access_token }));
    expect(me.body['UserId']).toBe(client.userId);
  });
});

describe('a resource server, told the issuer and nothing else', () => {
  /** The claims changed by whoever carries the token. */
  function forged(token: string): string {
    const [head, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const other = JSON.stringify({ ...claims, scope: 'users.fullaccess' });
    return [head, Buffer.from(other).toString('base64url'), signature].join('.');
  }

  it('verifies an access token offline with jose alone (RFC 9068), by the keys that discovery names', async () => {
    const client = await aClient();
    const issuer = ourIssuer();
    const { body } = await must(200, api('GET', '/.well-known/oauth-authorization-server'));
    const keys = createRemoteJWKSet(new URL(String(body['jwks_uri'])));
    const token = await accessToken(client);
    const expected = { issuer, audience: issuer, typ: 'at+jwt', algorithms: ['ES256'] };
    expect((await jwtVerify(token, keys, expected)).payload.sub).toBe(client.userId);
    await expect(jwtVerify(forged(token), keys, expected)).rejects.toThrow('signature');
    await expect(jwtVerify(token, keys, { ...expected, audience: 'bi' })).rejects.toThrow('aud');
  });

  it('verifies an access token offline with aws-jwt-verify alone, by the keys where it looks for them', async () => {
    const client = await aClient();
    const issuer = ourIssuer();
    // The library asks over TLS only, which the local product does not speak.
    const fetcher = { fetch: async (uri: string) => await (await fetch(uri)).arrayBuffer() };
    const verifierFor = (audience: string) =>
      JwtVerifier.create({ issuer, audience }, { jwksCache: new SimpleJwksCache({ fetcher }) });
    const token = await accessToken(client);
    expect((await verifierFor(issuer).verify(token)).sub).toBe(client.userId);
    await expect(verifierFor(issuer).verify(forged(token))).rejects.toThrow('signature');
    await expect(verifierFor('bi').verify(token)).rejects.toThrow('Audience');
  });
});
