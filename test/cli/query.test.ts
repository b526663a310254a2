import { expect, it } from 'vitest';
import { query } from '../../cli/query.ts';

const user = { UserId: 'u1', Roles: [{ RoleName: 'a' }, { RoleName: 'b' }] };

it.each([
  ['UserId', 'u1'],
  ['.UserId', 'u1'],
  ['Roles[0].RoleName', 'a'],
  ['Roles[-1].RoleName', 'b'],
  ['Roles[].RoleName', ['a', 'b']],
  ['Roles[*].RoleName', ['a', 'b']],
  ['Nothing.at.all', null],
  ['toString', null],
  ['Roles[7]', null],
  ['', user],
])('takes %j of a user', (path, part) => {
  expect(query(user, path)).toEqual(part);
});

it('takes a part of each of a list, and flattens lists of lists', () => {
  expect(query([user, user], '[].UserId')).toEqual(['u1', 'u1']);
  expect(query([user, user], '[].Roles[].RoleName')).toEqual(['a', 'b', 'a', 'b']);
});

it.each(['Roles[', 'a b', 'Roles[x]', '$.a'])('says what it cannot read: %j', (path) => {
  expect(() => query(user, path)).toThrow('--query cannot be read');
});
