import { describe, expect, it } from 'vitest';
import { anApplication } from '../support/applications.ts';
import { api, must } from '../support/api.ts';
import { atOnce, statusesOf } from '../support/atOnce.ts';
import { asServiceUser } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { aMember, anAdministrator, asSuperAdmin } from '../support/people.ts';
import { refuses } from '../support/refuses.ts';

async function remove(applicationId: string, as?: string) {
  return await api('DELETE', `/applications/${applicationId}`, { as: as ?? (await asSuperAdmin()) });
}

describe('deleteApplication', () => {
  describe('answers', () => {
    it('L1 nothing, and no token is issued for it any more', async () => {
      const applicationId = await anApplication();
      await must(204, remove(applicationId));
      const as = (await aMember()).token;
      await must(404, api('POST', `/applications/${applicationId}/token`, { as, body: {} }));
    });
  });

  refuses('deleteApplication', {
    'super-admin-mode-required': [
      403,
      'L1 an administrator outside of the mode',
      async () => await remove(await anApplication(), (await anAdministrator()).token),
    ],
    'not-for-service-users': [
      403,
      'a service user',
      async () => await api('DELETE', `/applications/${await anApplication()}`, await asServiceUser()),
    ],
    'application-not-found': [404, 'an unknown application', async () => await remove('nothing-here')],
    'built-in': [409, 'L1 a built-in application', async () => await remove('bi')],
    'changed-meanwhile': [
      409,
      'a write that lost its race',
      async () => {
        const applicationId = await anApplication();
        return await losing(applicationId, () => remove(applicationId));
      },
    ],
  });

  describe('keeps', () => {
    it('one success when 8 delete at once', async () => {
      const applicationId = await anApplication();
      expect(statusesOf(await atOnce(8, () => remove(applicationId)))).toEqual({ 204: 1, 404: 7 });
    });
  });
});
