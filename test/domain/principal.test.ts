import { describe, expect, it } from 'vitest';
import { newId } from '../../shared/domain/ids.ts';
import { actsAsServiceUser, personBehind, type Principal } from '../../shared/domain/principal.ts';
import { instant } from '../../shared/domain/time.ts';

const role = { roleId: 'SystemRole-DefaultUsers', roleName: 'SystemRole-DefaultUsers', permissions: [] };
const ada = newId('person');
const loader = newId('serviceUser');

const person: Principal = {
  kind: 'person',
  userId: ada,
  displayName: 'Ada',
  role,
  generation: 1,
  modeGeneration: 1,
  member: true,
};
const direct: Principal = {
  kind: 'serviceUser',
  userId: loader,
  displayName: 'svc-loader',
  role,
  generation: 1,
};
const assumed: Principal = {
  ...direct,
  kind: 'assumed',
  person: { userId: ada, displayName: 'Ada' },
  sessionId: newId('session'),
  expiresAt: instant(0),
};

describe('a request', () => {
  it('T7 runs as the person where nothing is assumed', () => {
    expect([actsAsServiceUser(person), personBehind(person)]).toEqual([false, ada]);
  });

  it('T6, T16 runs as the service user while one is assumed, and the person answers for it', () => {
    expect([actsAsServiceUser(assumed), personBehind(assumed)]).toEqual([true, ada]);
  });

  it('of a service user by itself has no person behind it', () => {
    expect([actsAsServiceUser(direct), personBehind(direct)]).toEqual([true, undefined]);
  });
});
