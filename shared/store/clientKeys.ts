import type { ClientKey, ClientKeyAlgorithm } from '../domain/clientKey.ts';
import type { ServiceUserId } from '../domain/ids.ts';
import { instant } from '../domain/time.ts';
import { expression } from './expression.ts';
import { numberAt, optionalStringAt, stringAt, textMapAt } from './fields.ts';
import { clientKeyKey, clientKeyPrefix, userKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** Parses a client key. @throws Error when the item is malformed. */
export function readClientKey(item: Item): ClientKey {
  return {
    clientKeyId: stringAt(item, 'clientKeyId'),
    userId: stringAt(item, 'userId') as ServiceUserId,
    name: stringAt(item, 'name'),
    algorithm: stringAt(item, 'algorithm') as ClientKeyAlgorithm,
    jwk: textMapAt(item, 'jwk'),
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: { userId: stringAt(item, 'createdById'), displayName: stringAt(item, 'createdByName') },
    grantId: optionalStringAt(item, 'grantId'),
  };
}

/** Registers a key; fails where the service user has one of that id. */
export function putClientKey({ createdBy, ...fields }: ClientKey): Write {
  return {
    put: {
      ...clientKeyKey(fields.userId, fields.clientKeyId),
      entity: 'clientKey',
      ...fields,
      createdById: createdBy.userId,
      createdByName: createdBy.displayName,
    },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Removes a key; fails where it is gone. */
export function removeClientKey(userId: string, clientKeyId: string): Write {
  return { remove: clientKeyKey(userId, clientKeyId), condition: expression`attribute_exists(#pk)` };
}

/** All keys of a service user by id: one consistent read, since their number is limited. */
export async function queryClientKeys(table: Table, userId: string): Promise<ClientKey[]> {
  const { pk } = userKey(userId);
  const page = await table.query({
    key: expression`#pk = ${pk} AND begins_with(#sk, ${clientKeyPrefix})`,
  });
  return page.items.map(readClientKey);
}
