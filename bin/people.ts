import type { LocalPeople } from '../infra/local/signInPage.ts';

/** Those who can sign in at the local provider. Grace becomes a manager by seeding. */
export function seededPeople(superAdminGroups: readonly string[]): LocalPeople {
  const shown = [
    {
      id: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      groups: superAdminGroups,
      note: 'May switch to Super-Admin',
    },
    { id: 'grace', name: 'Grace Hopper', email: 'grace@example.com', groups: [], note: 'Manager' },
    { id: 'linus', name: 'Linus Berg', email: 'linus@example.com', groups: [], note: 'Member' },
    { id: 'mary', name: 'Mary Moss', email: 'mary@example.com', groups: [], note: 'Member' },
  ];
  return { shown, find: (id) => shown.find((person) => person.id === id) };
}

/** The names that `local:token` takes. */
export const personNames = ['ada', 'grace', 'linus', 'mary'] as const;

/** The name of a seeded person. */
export type PersonName = (typeof personNames)[number];
