import { expect, it } from 'vitest';
import { builtInApplications } from '../../shared/domain/application.ts';
import { applicationIdPattern } from '../../shared/domain/ids.ts';

it('L1 mdm and bi exist from the start, for people only', () => {
  expect([...builtInApplications]).toEqual([
    ['bi', { applicationId: 'bi', name: 'Business intelligence', interactiveOnly: true, builtIn: true }],
    ['mdm', { applicationId: 'mdm', name: 'Master data management', interactiveOnly: true, builtIn: true }],
  ]);
});

it.each([
  ['bi', true],
  ['my-app-2', true],
  [`a${'b'.repeat(62)}`, true],
  [`a${'b'.repeat(63)}`, false],
  ['a', false],
  ['2app', false],
  ['-app', false],
  ['App', false],
  ['my_app', false],
  ['app\n', false],
  ['my app', false],
])('an id of an application: %j is one: %s', (id, expected) => {
  expect(applicationIdPattern.test(id)).toBe(expected);
});
