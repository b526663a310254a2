import { describe, expect, it } from 'vitest';
import { rules, type Rule } from '../../shared/policy/rules.ts';
import { whoMayDoWhat } from '../../shared/policy/whoMayDoWhat.ts';

const operations = {
  createUser: { action: 'users.create', problems: [] },
  createAuthToken: { action: 'users.assume', problems: ['not-a-service-user'] },
  getHealth: { action: 'public', problems: [] },
} as const;

/** The cells of a line of the document, by the titles of their columns. */
function lineOf(text: string, label: string): Record<string, string> {
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const titles = cells(lines[0] ?? '');
  const found = lines.map(cells).find(([first]) => first === label) ?? [];
  return Object.fromEntries(titles.map((title, index) => [title, found[index] ?? 'no such line']));
}

describe('the matrix', () => {
  const text = whoMayDoWhat(rules, operations);

  it('C5 says that only Super-Admin mode creates, and a service user never', () => {
    expect(lineOf(text, '`users.create`')).toMatchObject({
      'Permission that is enough': 'none is enough',
      Member: 'no',
      Administrator: 'no',
      'Super-Admin member, mode off': 'no',
      'Super-Admin mode': '**yes**',
      'Service user, administrator role': 'never',
    });
  });

  it('R1 says what else is needed to attach a role', () => {
    expect(lineOf(text, '`roles.attach` on a service user')).toMatchObject({
      'Member with access to the target': 'with access to the role',
      'Member who manages the role': 'with access to the target',
      Administrator: 'no',
    });
    expect(lineOf(text, '`roles.attach` on a person')).toMatchObject({
      'Member with access to the target': 'no',
      'Member who manages the role': 'with `users.manage`',
      Administrator: 'with access to the role',
    });
  });

  it('names the permission that is enough', () => {
    expect(lineOf(text, '`users.edit` on a person')).toMatchObject({
      'Permission that is enough': '`users.manage`',
    });
    expect(lineOf(text, '`teams.manage`')).toMatchObject({
      'Permission that is enough': '`teams.manage`',
      Manager: '**yes**',
      'Service user': 'no',
      'Service user, administrator role': '**yes**',
    });
  });

  it('has no line for a target that is answered 400', () => {
    expect(text).toContain('`users.assume` on a service user');
    expect(text).not.toContain('`users.assume` on a person');
  });

  it('says which operations need no credential', () => {
    expect(text).toContain('every call is 401, but for `getHealth`.');
  });
});

it('tells in words which states refuse', () => {
  const rule: Rule = {
    permit: [['accessToTarget']],
    forbid: { targetEnabled: 'must-be-disabled-first', transferUserUnsuitable: 'transfer-user-unsuitable' },
    otherwise: 'not-allowed',
    because: 'as deleting',
  };
  expect(whoMayDoWhat({ 'users.delete': rule }, {})).toContain(
    '| `users.delete` | as deleting | the target is enabled (`must-be-disabled-first`); ' +
      'the transfer user is unsuitable (`transfer-user-unsuitable`) | none yet |',
  );
});
