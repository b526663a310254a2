import { api, must } from './api.ts';
import { aName } from './created.ts';
import { asSuperAdmin } from './people.ts';

/** Registers an application of the test's own; its id. */
export async function anApplication(body: object = {}): Promise<string> {
  const applicationId = aName('app');
  const sent = { Name: 'Reports', ...body };
  await must(200, api('PUT', `/applications/${applicationId}`, { as: await asSuperAdmin(), body: sent }));
  return applicationId;
}
