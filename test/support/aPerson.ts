import { randomUUID } from 'node:crypto';
import { instant } from '../../shared/domain/time.ts';
import type { Person } from '../../shared/domain/user.ts';
import { personIdOf } from '../../shared/tokens/issuerTokens.ts';
import { aServiceUser } from './aServiceUser.ts';

/** A person of some issuer who is enabled and a member of nothing, but for what is given. */
export function aPerson(given: Partial<Person> = {}): Person {
  const { issuer = 'https://id.example.com', subject = randomUUID() } = given;
  const userId = personIdOf(issuer, subject);
  const email = `${subject}@example.com`;
  return {
    ...aServiceUser(),
    kind: 'person',
    userId,
    issuer,
    subject,
    email,
    userName: email,
    displayName: 'Ada',
    createdBy: { userId, displayName: 'Ada' },
    signedOutAt: instant(0),
    modeGeneration: 1,
    ...given,
  };
}
