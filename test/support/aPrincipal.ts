import { newId } from '../../shared/domain/ids.ts';
import type { PersonPrincipal } from '../../shared/domain/principal.ts';
import { defaultUsersRole } from '../../shared/domain/role.ts';
import type { Person } from '../../shared/domain/user.ts';
import type { Caller } from '../../shared/runtime/caller.ts';
import { aPerson } from './aPerson.ts';

/** A person as the authorizer saw them, but for what is given. */
export function aPrincipal(
  person: Person = aPerson(),
  given: Partial<PersonPrincipal> = {},
): PersonPrincipal {
  const { userId, displayName, generation, modeGeneration } = person;
  const { roleId, roleName, permissions } = defaultUsersRole;
  return {
    kind: 'person',
    userId,
    displayName,
    generation,
    modeGeneration,
    member: false,
    role: { roleId, roleName, permissions },
    ...given,
  };
}

/** A caller as functions get it, but for what is given. */
export function aCaller(given: Partial<Caller> = {}): Caller {
  return { principal: aPrincipal(), access: undefined, missing: undefined, by: ['signedIn'], ...given };
}

/** What every request has beside its parsed parts. */
export function aRequestContext() {
  return {
    operation: 'createThing',
    requestId: newId('event'),
    sourceIp: '192.0.2.7',
    idempotency: undefined,
  };
}
