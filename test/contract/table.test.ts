import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { operationRows } from '../../shared/contract/operations.ts';
import type { Operation } from '../../shared/contract/operation.ts';
import { rules, type Rule } from '../../shared/policy/rules.ts';
import { commonProblems, problems, type ProblemCode } from '../../shared/problems/catalogue.ts';

const rows = Object.entries(operationRows);

/** POSTs that honour no idempotency key, and why they need none. */
const safeToRepeat: Readonly<Record<string, string>> = {
  enableUser: 'an enabled user stays enabled',
  disableUser: 'a disabled user stays disabled',
  exchangeToken: 'each token ends by itself, and what proves more than a secret counts once',
  introspectToken: 'it changes nothing',
  revokeOAuthToken: 'what is revoked stays revoked',
  explainTrustRules: 'it changes nothing',
  signOutUser: 'who is signed out stays signed out',
  revokeToken: 'a revoked token stays revoked',
  restoreToken: 'a restored token stays restored',
  rotateToken: 'the next rotation replaces a secret that was lost',
};

/** The problem that an unknown value of a path parameter is answered with. */
const notFoundOf: Readonly<Record<string, ProblemCode>> = {
  userId: 'user-not-found',
  roleId: 'role-not-found',
  teamId: 'team-not-found',
  sessionId: 'session-not-found',
  tagId: 'tag-not-found',
  tokenId: 'token-not-found',
  resourceId: 'resource-not-found',
  granteeId: 'user-not-found',
  applicationId: 'application-not-found',
  trustRuleId: 'trust-rule-not-found',
  clientKeyId: 'client-key-not-found',
};

/** What an operation makes under an id that the caller chooses: it cannot be unknown there. */
const madeAt: Readonly<Record<string, string>> = { putApplication: 'applicationId' };

/** Names of the operations that break a law; the law holds when there are none. */
function breaking(law: (row: Operation, id: string) => boolean): string[] {
  return rows.filter(([id, row]) => !law(row, id)).map(([id]) => id);
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function hasEach(row: Operation, ...codes: (ProblemCode | undefined)[]): boolean {
  return codes.every((code) => code !== undefined && row.problems.includes(code));
}

function hasNone(row: Operation, ...codes: ProblemCode[]): boolean {
  return codes.every((code) => !row.problems.includes(code));
}

function ruleOf(row: Operation): Rule | undefined {
  return row.action === 'public' ? undefined : rules[row.action];
}

describe('places and names', () => {
  it('has one row per method and path, other paths of the same operation included', () => {
    const places = rows.flatMap(([, row]) =>
      [row.path, ...(row.alsoAt ?? [])].map((path) => `${row.method} ${path}`),
    );
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });

  it('calls one place by one name: no two paths differ in the name of a parameter only', () => {
    const paths = [...new Set(rows.map(([, row]) => row.path))];
    const shapes = paths.map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
    expect(paths.filter((_, index) => shapes.indexOf(shapes[index] ?? '') !== index)).toEqual([]);
  });

  it('has an operation for every action of the rules', () => {
    const used = rows.map(([, row]) => row.action);
    expect(Object.keys(rules).filter((action) => !used.some((one) => one === action))).toEqual([]);
  });

  it('names operations in camelCase, because the name is a file, a construct and a method', () => {
    expect(breaking((_, id) => /^[a-z]+(?:OAuth|[A-Z][a-z]+)*$/.test(id))).toEqual([]);
  });

  it('has paths in API Gateway syntax with known parameters, each once', () => {
    const wellFormed = /^(?:\/(?:[\w.-]+|\{\w+\}))+$/;
    expect(breaking((row) => wellFormed.test(row.path))).toEqual([]);
    expect(breaking((row) => parametersOf(row.path).every((name) => name in notFoundOf))).toEqual([]);
    expect(breaking(({ path }) => new Set(parametersOf(path)).size === parametersOf(path).length)).toEqual(
      [],
    );
  });

  it('is reached as `me` only in the place of {userId}', () => {
    expect(
      breaking((row) => (row.alsoAt ?? []).every((path) => path === row.path.replace('{userId}', 'me'))),
    ).toEqual([]);
  });

  it('says in sentences what an operation does and what is lost without it', () => {
    expect(breaking((row) => /^[A-Z].*[^.]$/.test(row.summary))).toEqual([]);
    expect(breaking((row) => /^[A-Z].*\.$/.test(row.impact))).toEqual([]);
  });
});

describe('input', () => {
  it.each(['Email', 'Password', 'unknownField', '__proto__', 'constructor'])(
    'I3 refuses the field %s in every query and body',
    (field) => {
      const input: unknown = JSON.parse(`{"${field}": "x"}`);
      const refusesIt = (schema: z.ZodObject | undefined): boolean =>
        schema === undefined ||
        (schema.safeParse(input).error?.issues ?? []).some(
          (issue) => issue.code === 'unrecognized_keys' && issue.keys.includes(field),
        );
      expect(breaking((row) => refusesIt(row.query) && refusesIt(row.body))).toEqual([]);
    },
  );

  it('takes pages exactly where it answers pages, and there refuses a foreign cursor', () => {
    const takes = (row: Operation): boolean => row.query !== undefined && 'cursor' in row.query.shape;
    const answers = ({ reply }: Operation): boolean =>
      reply[200] instanceof z.ZodObject && 'NextCursor' in reply[200].shape;
    expect(breaking((row) => takes(row) === answers(row))).toEqual([]);
    expect(breaking((row) => takes(row) === row.problems.includes('cursor-not-valid'))).toEqual([]);
  });

  it('honours an idempotency key on every POST that creates, and nowhere else', () => {
    const creates = (row: Operation, id: string): boolean => row.method === 'POST' && !(id in safeToRepeat);
    expect(breaking((row, id) => (row.idempotent ?? false) === creates(row, id))).toEqual([]);
    const codes = ['request-in-progress', 'idempotency-key-reused'] as const;
    expect(
      breaking((row, id) => (creates(row, id) ? hasEach(row, ...codes) : hasNone(row, ...codes))),
    ).toEqual([]);
  });

  it('answers 412 exactly where If-Match is honoured', () => {
    expect(breaking((row) => row.problems.includes('version-stale') === (row.conditional ?? false))).toEqual(
      [],
    );
  });
});

describe('answers', () => {
  it('has one way to succeed, and no body exactly for 204', () => {
    // D5: a short delete is done at once, a long one goes on.
    const ways = (id: string): number => (id === 'deleteUser' ? 2 : 1);
    expect(breaking((row, id) => Object.keys(row.reply).length === ways(id))).toEqual([]);
    const isEmpty = (row: Operation): boolean => Object.values(row.reply)[0] instanceof z.ZodUndefined;
    expect(breaking((row) => isEmpty(row) === 204 in row.reply)).toEqual([]);
  });

  it('declares problems of the catalogue, each once, beside the common ones', () => {
    const common: readonly ProblemCode[] = commonProblems;
    expect(
      breaking((row) => row.problems.every((code) => code in problems && !common.includes(code))),
    ).toEqual([]);
    expect(breaking((row) => new Set(row.problems).size === row.problems.length)).toEqual([]);
  });

  it('I9 declares that each thing named in the path may be unknown, but for what it makes there', () => {
    const codesFor = (row: Operation, id: string) =>
      parametersOf(row.path)
        .filter((name) => name !== madeAt[id])
        .map((name) => notFoundOf[name]);
    expect(breaking((row, id) => hasEach(row, ...codesFor(row, id)))).toEqual([]);
    const made = (id: string) => notFoundOf[madeAt[id] ?? ''];
    expect(breaking((row, id) => row.problems.every((code) => code !== made(id)))).toEqual([]);
  });

  it('declares every refusal of its rule', () => {
    const common: readonly ProblemCode[] = commonProblems;
    const codesOf = (rule: Rule | undefined): ProblemCode[] =>
      rule === undefined ? [] : [rule.otherwise, ...Object.values(rule.forbid)];
    const declared = (row: Operation): readonly ProblemCode[] => [...row.problems, ...common];
    expect(breaking((row) => codesOf(ruleOf(row)).every((code) => declared(row).includes(code)))).toEqual([]);
  });

  it('has an answer for a write that lost its race', () => {
    expect(
      breaking(
        (row) =>
          !row.uses.includes('table:write') || row.errors === 'oauth' || hasEach(row, 'changed-meanwhile'),
      ),
    ).toEqual([]);
  });
});

describe('needs', () => {
  it('writes in no GET', () => {
    expect(breaking((row) => row.method !== 'GET' || row.uses.every((use) => use === 'table:read'))).toEqual(
      [],
    );
  });

  it('T17 records what it signs, and reads what it writes', () => {
    expect(breaking(({ uses }) => !uses.includes('kms:sign') || uses.includes('table:write'))).toEqual([]);
    expect(breaking(({ uses }) => !uses.includes('table:write') || uses.includes('table:read'))).toEqual([]);
  });

  it('names in its path every thing its rule asks about', () => {
    const asks = (row: Operation, facts: RegExp): boolean => {
      const rule = ruleOf(row);
      return [...(rule?.permit.flat() ?? []), ...Object.keys(rule?.forbid ?? {})].some((fact) =>
        facts.test(fact),
      );
    };
    const names = (row: Operation, name: string): boolean => parametersOf(row.path).includes(name);
    expect(breaking((row) => !asks(row, /^(?:target|accessToTarget)/) || names(row, 'userId'))).toEqual([]);
    expect(breaking((row) => !asks(row, /^(?:accessToRole|managesRole)$/) || names(row, 'roleId'))).toEqual(
      [],
    );
  });
});
