import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { aCreatedServiceUser, assumedToken } from '../support/created.ts';
import { people } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function discovered(): Promise<{ issuer: string; jwksUri: string }> {
  const { issuer, jwks_uri } = (await must(200, api('GET', '/.well-known/openid-configuration'))).body;
  return { issuer: String(issuer), jwksUri: String(jwks_uri) };
}

describe('getJwks', () => {
  describe('answers', () => {
    it('public keys and nothing of the private ones, for anybody to keep for a while', async () => {
      const answer = await must(200, api('GET', '/.well-known/jwks.json'));
      expect(answer.headers.get('content-type')).toBe('application/jwk-set+json');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(answer.body).toEqual({
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            alg: 'ES256',
            use: 'sig',
            kid: expect.stringMatching(/^[\w-]{43}$/),
            x: expect.stringMatching(/^[\w-]{43}$/),
            y: expect.stringMatching(/^[\w-]{43}$/),
          },
        ],
      });
    });
  });

  refuses('getJwks', {});

  describe('keeps', () => {
    it('tokens verifiable with jose, from the issuer alone', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const { issuer, jwksUri } = await discovered();
      const keys = createRemoteJWKSet(new URL(jwksUri));
      const options = { issuer, audience: issuer, typ: 'at+jwt', algorithms: ['ES256'] };
      const { payload } = await jwtVerify(await assumedToken(ada, target), keys, options);
      expect(payload).toMatchObject({ sub: target.userId, act: { sub: ada.userId }, IsServiceUser: true });
    });

    it('tokens verifiable with aws-jwt-verify, from the issuer alone', async () => {
      const { ada } = await people();
      const target = await aCreatedServiceUser();
      const { issuer, jwksUri } = await discovered();
      expect(jwksUri).toBe(`${inject('product').api}/.well-known/jwks.json`);
      // Its own fetcher insists on https, which there is none of on this machine.
      const fetcher = { fetch: async (uri: string) => await (await fetch(uri)).arrayBuffer() };
      const jwksCache = new SimpleJwksCache({ fetcher });
      const verifier = JwtVerifier.create({ issuer, audience: issuer, jwksUri }, { jwksCache });
      const payload = await verifier.verify(await assumedToken(ada, target));
      expect(payload).toMatchObject({ sub: target.userId, act: { sub: ada.userId } });
    });

    it('a token of another audience or issuer out, for whoever verifies with them', async () => {
      const { ada } = await people();
      const { issuer, jwksUri } = await discovered();
      const token = await assumedToken(ada, await aCreatedServiceUser());
      const keys = createRemoteJWKSet(new URL(jwksUri));
      await expect(
        jwtVerify(token, keys, { issuer, audience: 'https://other.example.com' }),
      ).rejects.toMatchObject({
        code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      });
    });
  });
});
