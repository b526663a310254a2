import { describe, expect, inject, it } from 'vitest';
import { canaryLife } from '../../scripts/canary.ts';
import { systemClock } from '../../shared/domain/time.ts';
import { canaryRun, type CanarySettings } from '../../shared/runtime/canaryRun.ts';
import { api, items, must } from '../support/api.ts';
import { localSigner } from '../support/canary.ts';
import { aCreatedServiceUser, asServiceUser } from '../support/created.ts';
import { aSuperAdmin, asSuperAdmin, people } from '../support/people.ts';

/** A canary whose service user a person made, and whose key a person registered. */
async function aCanary(): Promise<CanarySettings> {
  const { userId } = await aCreatedServiceUser();
  const signer = localSigner();
  const body = { Name: 'canary', Jwk: await signer.publicKey() };
  await must(201, api('POST', `/users/${userId}/client-keys`, { as: await asSuperAdmin(), body }));
  return { issuer: inject('product').api, userId, signer, clock: systemClock };
}

describe('the canary', () => {
  it('does what an integration does, and leaves no live session behind', async () => {
    const canary = await aCanary();
    const times = await canaryRun(canary);
    expect(Object.keys(times)).toEqual([
      'health',
      'keys',
      'token',
      'read',
      'introspection',
      'revocation',
      'refusal',
    ]);
    const path = `/users/${canary.userId}/sessions`;
    expect(items(await must(200, api('GET', path, { as: await asSuperAdmin() })))).toEqual([]);
  });

  it('says at which step it failed: no token for a disabled service user', async () => {
    const canary = await aCanary();
    await must(200, api('POST', `/users/${canary.userId}/disable`, { as: await asSuperAdmin() }));
    await expect(canaryRun(canary)).rejects.toThrow('token: answered 401');
  });

  it('fails without a registered key: there is no other door for it', async () => {
    const canary = { ...(await aCanary()), signer: localSigner() };
    await expect(canaryRun(canary)).rejects.toThrow('token: answered 401');
  });

  it('fails where nobody answers, and tells nothing but that', async () => {
    const canary = { ...(await aCanary()), issuer: 'http://127.0.0.1:1' };
    await expect(canaryRun(canary)).rejects.toThrow(/^health: \w+$/);
  });

  it('C4 may create nobody: it is a service user', async () => {
    await must(403, api('POST', '/users', { ...(await asServiceUser()), body: { Name: 'by-the-canary' } }));
  });
});

describe('the life that a Super-Admin member goes through (npm run canary)', () => {
  it('ends with nothing left, and says how long each step took', async () => {
    const { token } = await aSuperAdmin();
    const steps = await canaryLife({ baseUrl: inject('product').api, token });
    expect(steps.map(({ step }) => step)).toEqual([
      'who am I',
      'enter the mode',
      'create',
      'assume',
      'use',
      'disable',
      'refused from then on',
      'delete',
    ]);
  });

  it('C1 is for members only', async () => {
    const { linus } = await people();
    const life = canaryLife({ baseUrl: inject('product').api, token: linus.token });
    await expect(life).rejects.toMatchObject({ status: 403, code: 'not-allowed' });
  });
});
