import { generateKeyPairSync } from 'node:crypto';
import { describe } from 'vitest';
import { api, field, must, type Answer } from '../support/api.ts';
import { losing } from '../support/interpose.ts';
import { refuses } from '../support/refuses.ts';
import { owned, refusedTrust, whileDeleting, type Owned } from '../support/trust.ts';

function aKey(): object {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
}

const key = aKey();

function add({ as, path }: Owned, Jwk: object = key, idempotencyKey?: string): Promise<Answer> {
  const headers = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
  return api('POST', `${path}/client-keys`, { as, body: { Name: 'ci', Jwk }, headers });
}

describe('listClientKeys', () => {
  refuses(
    'listClientKeys',
    refusedTrust(({ userId, ...by }) => api('GET', `/users/${userId}/client-keys`, by)),
  );
});

describe('addClientKey', () => {
  refuses('addClientKey', {
    ...refusedTrust(({ userId, ...by }) =>
      api('POST', `/users/${userId}/client-keys`, { ...by, body: { Name: 'ci', Jwk: key } }),
    ),
    'user-deleting': [
      409,
      'a service user that is being deleted',
      () =>
        whileDeleting((path, as) =>
          api('POST', `${path}/client-keys`, { as, body: { Name: 'ci', Jwk: aKey() } }),
        ),
    ],
    'client-key-taken': [
      409,
      'a key that is registered',
      async () => {
        const own = await owned();
        await must(201, add(own));
        return await add(own);
      },
    ],
    'limit-reached': [
      409,
      'a twenty-first key',
      async () => {
        const own = await owned();
        for (let at = 1; at <= 20; at += 1) await must(201, add(own, aKey()));
        return await add(own);
      },
    ],
    'changed-meanwhile': [
      409,
      'a race that is lost again and again',
      async () => {
        const own = await owned();
        return await losing(own.userId, () => add(own));
      },
    ],
    'request-in-progress': [
      409,
      'the same Idempotency-Key is under way',
      async () => {
        const own = await owned();
        return await losing(own.userId, () => add(own, key, own.userId), 'IDEMPOTENCY#');
      },
    ],
    'idempotency-key-reused': [
      422,
      'the Idempotency-Key of another request',
      async () => {
        const own = await owned();
        await must(201, add(own, key, own.userId));
        return await add(own, aKey(), own.userId);
      },
    ],
  });
});

describe('deleteClientKey', () => {
  refuses('deleteClientKey', {
    ...refusedTrust(({ userId, ...by }) => api('DELETE', `/users/${userId}/client-keys/none`, by)),
    'client-key-not-found': [
      404,
      'a key that is not there',
      async () => {
        const { as, path } = await owned();
        return await api('DELETE', `${path}/client-keys/none`, { as });
      },
    ],
    'changed-meanwhile': [
      409,
      'a race that is lost again and again',
      async () => {
        const own = await owned();
        const made = field(await must(201, add(own)), 'ClientKeyId');
        const { as, path, userId } = own;
        return await losing(userId, () => api('DELETE', `${path}/client-keys/${made}`, { as }));
      },
    ],
  });
});
