import { describe, expect, it } from 'vitest';
import { transferTarget } from '../../shared/domain/transfer.ts';
import { aPerson } from '../support/aPerson.ts';
import { aServiceUser } from '../support/aServiceUser.ts';

describe('a transfer user', () => {
  const deleted = aServiceUser({ status: 'disabled' });

  it('D3 is an enabled person other than the user', () => {
    const ada = aPerson();
    expect(transferTarget(ada, deleted)).toBe(ada);
  });

  it.each([
    ['nobody', undefined],
    ['a disabled person', aPerson({ status: 'disabled' })],
    ['a person who is being deleted', aPerson({ status: 'deleting' })],
    ['a service user', aServiceUser()],
    ['the user itself', deleted],
  ])('D3 is not %s', (_, candidate) => {
    expect(transferTarget(candidate, deleted)).toBeUndefined();
  });

  it('D3 is not the person who is deleted', () => {
    const ada = aPerson();
    expect(transferTarget(ada, ada)).toBeUndefined();
  });
});
