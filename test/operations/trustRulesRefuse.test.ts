import { describe } from 'vitest';
import { api, must, type Answer } from '../support/api.ts';
import { unknownId } from '../support/created.ts';
import { losing } from '../support/interpose.ts';
import { refuses } from '../support/refuses.ts';
import { aRule, aTrustRule, owned, refusedTrust, whileDeleting, type Owned } from '../support/trust.ts';

const role = { RoleId: 'SystemRole-Managers' };

function create({ as, path }: Owned, fields: object = {}, key?: string): Promise<Answer> {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  return api('POST', `${path}/trust-rules`, { as, body: { ...aRule, ...fields }, headers });
}

/** A call on a rule that is there, unless an id is given. */
async function onRule(
  method: 'PATCH' | 'DELETE',
  { body, ruleId, lost = false }: { body?: object; ruleId?: string; lost?: boolean },
): Promise<Answer> {
  const own = await owned();
  const made = await aTrustRule(own);
  const { as, path, userId } = own;
  const call = () => api(method, `${path}/trust-rules/${ruleId ?? made}`, { as, ...(body && { body }) });
  return lost ? await losing(userId, call) : await call();
}

describe('listTrustRules', () => {
  refuses(
    'listTrustRules',
    refusedTrust(({ userId, ...by }) => api('GET', `/users/${userId}/trust-rules`, by)),
  );
});

describe('createTrustRule', () => {
  refuses('createTrustRule', {
    ...refusedTrust(({ userId, ...by }) =>
      api('POST', `/users/${userId}/trust-rules`, { ...by, body: aRule }),
    ),
    'role-not-held': [400, 'R6 a role that is not attached', async () => await create(await owned(), role)],
    'user-deleting': [
      409,
      'a service user that is being deleted',
      () => whileDeleting((path, as) => api('POST', `${path}/trust-rules`, { as, body: aRule })),
    ],
    'trust-rule-name-taken': [
      409,
      'the name of another rule, with blanks around it',
      async () => {
        const own = await owned();
        await aTrustRule(own);
        return await create(own, { Name: ' ci ' });
      },
    ],
    'limit-reached': [
      409,
      'a twenty-first rule',
      async () => {
        const own = await owned();
        for (let at = 1; at <= 20; at += 1) await aTrustRule(own, { Name: `ci ${at}` });
        return await create(own, { Name: 'one more' });
      },
    ],
    'changed-meanwhile': [
      409,
      'a race that is lost again and again',
      async () => {
        const own = await owned();
        return await losing(own.userId, () => create(own));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const own = await owned();
        return await losing(own.userId, () => create(own, {}, own.userId), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const own = await owned();
        await must(201, create(own, {}, own.userId));
        return await create(own, { Name: 'another' }, own.userId);
      },
    ],
  });
});

describe('updateTrustRule', () => {
  const body = { MaxDurationMinutes: 5 };
  refuses('updateTrustRule', {
    ...refusedTrust(({ userId, ...by }) =>
      api('PATCH', `/users/${userId}/trust-rules/${unknownId.trustRule}`, { ...by, body }),
    ),
    'trust-rule-not-found': [
      404,
      'a rule that is not there',
      async () => await onRule('PATCH', { body, ruleId: unknownId.trustRule }),
    ],
    'user-deleting': [
      409,
      'a rule of a service user that is being deleted',
      () =>
        whileDeleting((path, as) => api('PATCH', `${path}/trust-rules/${unknownId.trustRule}`, { as, body })),
    ],
    'role-not-held': [
      400,
      'R6 a role that is not attached',
      async () => await onRule('PATCH', { body: role }),
    ],
    'trust-rule-name-taken': [
      409,
      'the name of another rule',
      async () => {
        const own = await owned();
        const ruleId = await aTrustRule(own);
        await aTrustRule(own, { Name: 'nightly' });
        const { as, path } = own;
        return await api('PATCH', `${path}/trust-rules/${ruleId}`, { as, body: { Name: 'nightly' } });
      },
    ],
    'changed-meanwhile': [
      409,
      'a race that is lost again and again',
      async () => await onRule('PATCH', { body, lost: true }),
    ],
  });
});

describe('deleteTrustRule', () => {
  refuses('deleteTrustRule', {
    ...refusedTrust(({ userId, ...by }) =>
      api('DELETE', `/users/${userId}/trust-rules/${unknownId.trustRule}`, by),
    ),
    'trust-rule-not-found': [
      404,
      'a rule that is not there',
      async () => await onRule('DELETE', { ruleId: unknownId.trustRule }),
    ],
    'changed-meanwhile': [
      409,
      'a race that is lost again and again',
      async () => await onRule('DELETE', { lost: true }),
    ],
  });
});

describe('explainTrustRules', () => {
  const body = { Token: 'a.b.c' };
  refuses(
    'explainTrustRules',
    refusedTrust(({ userId, ...by }) => api('POST', `/users/${userId}/trust-rules/explain`, { ...by, body })),
  );
});
