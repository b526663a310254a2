import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { refuses } from '../support/refuses.ts';

describe('getOpenApi', () => {
  describe('answers', () => {
    it('the committed document, with this deployment as its server', async () => {
      const answer = await must(200, api('GET', '/openapi.json'));
      const committed = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as object;
      expect(answer.body).toEqual({ ...committed, servers: [{ url: inject('product').api }] });
      expect(answer.body['openapi']).toMatch(/^3\.1\./);
    });
  });

  refuses('getOpenApi', {});

  describe('keeps', () => {
    it('every path of the document an operation that answers to it', async () => {
      const { paths } = (await must(200, api('GET', '/openapi.json'))).body as {
        paths: Record<string, object>;
      };
      for (const [path, methods] of Object.entries(paths)) {
        for (const method of Object.keys(methods).filter((name) =>
          ['get', 'post', 'put', 'patch', 'delete'].includes(name),
        )) {
          const answer = await api(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'unknown'));
          expect([method, path, answer.body['code']]).not.toEqual([method, path, 'route-not-found']);
        }
      }
    });
  });
});
