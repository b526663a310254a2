import { builtInApplications, type Application } from '../domain/application.ts';
import { expression } from './expression.ts';
import { booleanAt, stringAt } from './fields.ts';
import { applicationKey, applicationsList } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** Parses an application item. @throws Error when the item is malformed. */
export function readApplication(item: Item): Application {
  return {
    applicationId: stringAt(item, 'applicationId'),
    name: stringAt(item, 'name'),
    interactiveOnly: booleanAt(item, 'interactiveOnly'),
    builtIn: false,
  };
}

/** An application by id: built-in ones cost no read, others one consistent read. */
export async function getApplication(table: Table, applicationId: string): Promise<Application | undefined> {
  const known = builtInApplications.get(applicationId);
  if (known !== undefined) return known;
  const item = await table.get(applicationKey(applicationId));
  return item === undefined ? undefined : readApplication(item);
}

/** Registers an application, or replaces what was registered. */
export function putApplication({ applicationId, name, interactiveOnly }: Application): Write {
  return {
    put: {
      ...applicationKey(applicationId),
      entity: 'application',
      ...{ applicationId, name, interactiveOnly },
      listPk: applicationsList,
      byName: applicationId,
    },
  };
}

/** Removes an application; fails where there is none. */
export function removeApplication(applicationId: string): Write {
  return { remove: applicationKey(applicationId), condition: expression`attribute_exists(#pk)` };
}

/** Repeats that an application is registered still and open to whom it was; nothing to check for a built-in one. */
export function checkApplication({ applicationId, interactiveOnly, builtIn }: Application): Write[] {
  if (builtIn) return [];
  return [
    { check: applicationKey(applicationId), condition: expression`#interactiveOnly = ${interactiveOnly}` },
  ];
}
