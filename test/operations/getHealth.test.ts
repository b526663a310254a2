import { describe, expect, it } from 'vitest';
import { api, must } from '../support/api.ts';
import { refuses } from '../support/refuses.ts';

describe('getHealth', () => {
  describe('answers', () => {
    it('that the API answers', async () => {
      expect((await must(200, api('GET', '/health'))).body).toEqual({ Status: 'ok' });
    });
  });

  refuses('getHealth', {});

  describe('keeps', () => {
    it('to itself: it takes no parameter and no body', async () => {
      await must(400, api('GET', '/health?deep=true'));
    });

    it('out credentials: a bad one does not matter', async () => {
      await must(200, api('GET', '/health', { as: 'nonsense' }));
    });
  });
});
