import { superAdminOperations } from '../shared/contract/superAdmins.ts';
import type { Handle } from '../shared/runtime/call.ts';
import type { Dependencies } from '../shared/runtime/dependencies.ts';
import { serve } from '../shared/runtime/serve.ts';
import { superAdminsKey, userKey } from '../shared/store/keys.ts';
import { readSuperAdmins } from '../shared/store/superAdmins.ts';
import { readUser } from '../shared/store/users.ts';

/** The members known so far: those who signed in, switched or were added. */
export const handle: Handle<(typeof superAdminOperations)['listSuperAdmins'], Dependencies> = async (
  _call,
  { table },
) => {
  const { members, enabled } = readSuperAdmins(await table.get(superAdminsKey));
  const items = await table.getMany([...members].map(userKey));
  const people = items.flatMap((item) => (item === undefined ? [] : [readUser(item)]));
  return {
    status: 200,
    body: {
      Items: people.map(({ userId, displayName }) => ({
        UserId: userId,
        DisplayName: displayName,
        Enabled: enabled.has(userId),
      })),
    },
  };
};

/** The Lambda function. */
export const handler = serve(superAdminOperations, 'listSuperAdmins', handle);
