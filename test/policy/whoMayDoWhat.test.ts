import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { operationRows } from '../../shared/contract/operations.ts';
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

/** Without the padding of columns, which is the formatter's. */
function unpadded(text: string): string {
  return text.replaceAll(/-{3,}/g, '---').replaceAll(/ +\|/g, ' |');
}

it('is the document that is committed, cell by cell', () => {
  const committed = readFileSync(new URL('../../docs/whoMayDoWhat.md', import.meta.url), 'utf8');
  expect(unpadded(committed)).toBe(unpadded(whoMayDoWhat(rules, operationRows)));
});

describe('the matrix', () => {
  let text: string;
  beforeAll(() => {
    text = whoMayDoWhat(rules, operations);
  });

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

describe('a cell of any rule', () => {
  const lineFor = (permit: Rule['permit'], kind: string, operations_ = {}) => {
    const rule: Rule = { permit, forbid: {}, otherwise: 'not-allowed', because: 'of this test' };
    return lineOf(whoMayDoWhat({ act: rule }, operations_), kind === '' ? '`act`' : `\`act\` on a ${kind}`);
  };

  it('names every permission that is enough, and each as a way to a yes', () => {
    const line = lineFor([['may:roles.manage'], ['may:tags.fullaccess']], '');
    expect(line).toMatchObject({
      'Permission that is enough': '`roles.manage` or `tags.fullaccess`',
      Member: 'no',
      Administrator: '**yes**',
    });
    const both: Rule['permit'] = [
      ['accessToTarget', 'may:roles.manage'],
      ['accessToTarget', 'accessToRole'],
    ];
    expect(lineFor(both, '')).toMatchObject({
      'Member with access to the target': 'with `roles.manage` or with access to the role',
      'Permission that is enough': 'none is enough',
    });
  });

  it('does not name as a way what would do for any member', () => {
    expect(lineFor([['signedIn', 'accessToRole']], '')).toMatchObject({
      Member: 'no',
      'Member who manages the role': '**yes**',
    });
  });

  it('gives nobody access to a person', () => {
    const permit: Rule['permit'] = [['accessToTarget'], ['targetIsPerson', 'may:audit.view']];
    expect(lineFor(permit, 'person')).toMatchObject({ 'Member with access to the target': 'no' });
    expect(lineFor(permit, 'service user')).toMatchObject({ 'Member with access to the target': '**yes**' });
    const beside: Rule['permit'] = [['managesRole', 'accessToTarget'], ['targetIsPerson']];
    expect(lineFor([['managesRole', 'accessToTarget', 'targetIsPerson']], 'person')).toMatchObject({
      'Member who manages the role': 'no',
    });
    expect(lineFor(beside, 'service user')).toMatchObject({
      'Member who manages the role': 'with access to the target',
    });
  });

  it('stands for a person too where any of the operations takes one', () => {
    const permit: Rule['permit'] = [['targetIsPerson'], ['targetIsServiceUser', 'accessToTarget']];
    const refusing = { action: 'act', problems: ['not-a-service-user'] } as const;
    const taking = { action: 'act', problems: [] } as const;
    const member = (operations_: object) => lineFor(permit, 'person', operations_)['Member'];
    expect(member({})).toBe('**yes**');
    expect(member({ one: refusing, two: taking })).toBe('**yes**');
    expect(member({ one: refusing, two: { ...taking, action: 'other' } })).toBe('no such line');
  });
});
