import { describe, expect, inject, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { refuses } from '../support/refuses.ts';

describe('getDiscovery', () => {
  describe('answers', () => {
    it('where the keys and the endpoints are, and which algorithms and credentials there are', async () => {
      const answer = await must(200, api('GET', '/.well-known/openid-configuration'));
      const { api: issuer } = inject('product');
      const credentials = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
      const signed = ['ES256', 'RS256', 'EdDSA', 'Ed25519'];
      expect(answer.body).toEqual({
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
        token_endpoint: `${issuer}/oauth2/token`,
        token_endpoint_auth_methods_supported: [...credentials, 'none'],
        token_endpoint_auth_signing_alg_values_supported: signed,
        introspection_endpoint: `${issuer}/oauth2/introspect`,
        introspection_endpoint_auth_methods_supported: credentials,
        introspection_endpoint_auth_signing_alg_values_supported: signed,
        revocation_endpoint: `${issuer}/oauth2/revoke`,
        revocation_endpoint_auth_methods_supported: credentials,
        revocation_endpoint_auth_signing_alg_values_supported: signed,
      });
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    });

    it('the same at the address of RFC 8414', async () => {
      const [openid, oauth] = await Promise.all(
        ['openid-configuration', 'oauth-authorization-server'].map((name) =>
          must(200, api('GET', `/.well-known/${name}`)),
        ),
      );
      expect(oauth?.body).toMatchObject({
        issuer: openid?.body['issuer'],
        token_endpoint: openid?.body['token_endpoint'],
      });
    });
  });

  refuses('getDiscovery', {});

  describe('keeps', () => {
    it('its issuer, whatever host the caller names', async () => {
      const headers = { 'X-Forwarded-Host': 'evil.example.com', Forwarded: 'host=evil.example.com' };
      const answer = await must(200, api('GET', '/.well-known/openid-configuration', { headers }));
      expect(answer.body['issuer']).toBe(inject('product').api);
    });
  });
});
