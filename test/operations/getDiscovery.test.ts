import { describe, expect, inject, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { refuses } from '../support/refuses.ts';

describe('getDiscovery', () => {
  describe('answers', () => {
    it('where the keys are and which algorithm there is', async () => {
      const answer = await must(200, api('GET', '/.well-known/openid-configuration'));
      const { api: issuer } = inject('product');
      expect(answer.body).toEqual({
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
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
