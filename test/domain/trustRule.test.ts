import { describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/time.ts';
import {
  checkRule,
  checkTimes,
  claimAt,
  forgottenAt,
  lacksOwner,
  type Condition,
} from '../../shared/domain/trustRule.ts';
import { aDomainRule as rule } from '../support/aDomainRule.ts';

const claims = {
  iss: 'https://ci.example.com',
  aud: 'https://service-users.example.com',
  repository: 'acme/warehouse',
};

const ownIssuer = 'https://service-users.example.com';
const signIn = { issuer: 'https://login.example.com/', audience: 'console' };
const own = { issuer: ownIssuer, signIn };

/** The answers to a rule's questions, in their order. */
function answers(conditions: readonly Condition[], given: object): boolean[] {
  return checkRule({ ...rule, conditions }, { ...claims, ...given }, own).map(({ holds }) => holds);
}

describe('a trust rule', () => {
  it('asks for issuer, audience and every condition, and says what it found', () => {
    expect(checkRule(rule, claims, own)).toEqual([
      { check: 'issuer', expected: 'https://ci.example.com', actual: 'https://ci.example.com', holds: true },
      {
        check: 'audience',
        expected: 'https://service-users.example.com',
        actual: 'https://service-users.example.com',
        holds: true,
      },
      {
        check: 'claim',
        claim: 'repository',
        expected: 'acme/warehouse',
        actual: 'acme/warehouse',
        holds: true,
      },
    ]);
  });

  it('says nothing of a claim that is not there, and does not hold for it', () => {
    expect(checkRule({ ...rule, conditions: [{ claim: 'ref', equals: 'main' }] }, {}, own)).toEqual([
      { check: 'issuer', expected: 'https://ci.example.com', holds: false },
      { check: 'audience', expected: 'https://service-users.example.com', holds: false },
      { check: 'claim', claim: 'ref', expected: 'main', holds: false },
    ]);
  });

  it.each([
    ['another issuer', { iss: 'https://ci.example.com/' }, [false, true]],
    ['a list of issuers', { iss: ['https://ci.example.com'] }, [false, true]],
    ['another audience', { aud: 'https://service-users.example.com/' }, [true, false]],
    ['a list that holds the audience', { aud: ['other', 'https://service-users.example.com'] }, [true, true]],
    ['a list without the audience', { aud: ['other'] }, [true, false]],
    ['an audience within a longer text', { aud: 'x https://service-users.example.com x' }, [true, false]],
  ])('compares exactly: %s', (_, given, expected) => {
    expect(answers([], given)).toEqual(expected);
  });

  it.each<[string, { actual: unknown; equals: Condition['equals'] }, boolean]>([
    ['the same text', { actual: 'main', equals: 'main' }, true],
    ['a longer text', { actual: 'main2', equals: 'main' }, false],
    ['another case', { actual: 'Main', equals: 'main' }, false],
    ['a list that holds it', { actual: ['main'], equals: 'main' }, false],
    ['the same number', { actual: 42, equals: 42 }, true],
    ['a number as text', { actual: '42', equals: 42 }, false],
    ['the same truth', { actual: true, equals: true }, true],
    ['a truth as text', { actual: 'true', equals: true }, false],
  ])('holds for a claim of that type and value only: %s', (_, { actual, equals }, expected) => {
    expect(answers([{ claim: 'ref', equals }], { ref: actual })).toEqual([true, true, expected]);
  });

  it('shows what is no text as JSON, at most 500 characters of it, and always well-formed', () => {
    const shown = (ref: unknown): unknown =>
      checkRule({ ...rule, conditions: [{ claim: 'ref', equals: 1 }] }, { ref }, own)[2]?.actual;
    expect(shown(['a', 1])).toBe('["a",1]');
    expect(shown('x'.repeat(501))).toBe('x'.repeat(500));
    expect(shown('a\uD800b')).toBe('a\uFFFDb');
  });
});

describe('a condition', () => {
  const nested = { 'kubernetes.io': { namespace: 'prod', pods: ['a'] }, 'a/b': { 'c~d': 1 }, '': { '': 2 } };

  it.each([
    ['kubernetes.io', nested['kubernetes.io']],
    ['/kubernetes.io/namespace', 'prod'],
    ['/a~1b/c~0d', 1],
    ['/a~1b/c~d', 1],
    ['//', 2],
    ['/kubernetes.io/namespace/length', undefined],
    ['/kubernetes.io/pods/0', undefined],
    ['/kubernetes.io/pods/length', undefined],
    ['/nothing/namespace', undefined],
    ['kubernetes.io/namespace', undefined],
    ['constructor', undefined],
    ['/constructor/name', undefined],
    ['__proto__', undefined],
  ])('names a claim of the token itself: %s', (name, expected) => {
    expect(claimAt(nested, name)).toEqual(expected);
  });

  it('leads nowhere through null', () => {
    expect(claimAt({ a: null }, '/a/b')).toBeUndefined();
  });

  it('undoes the escapes of a path in their order (RFC 6901)', () => {
    expect(claimAt({ '~1': 'tilde one', '/': 'slash' }, '/~01')).toBe('tilde one');
  });
});

describe('an issuer at which anybody gets a token', () => {
  const on = (issuer: string, ...names: string[]) =>
    lacksOwner({ issuer, conditions: names.map((claim) => ({ claim, equals: 'x' })) });
  const github = 'https://token.actions.githubusercontent.com';
  const ofGithub = [
    'repository',
    'repository_id',
    'repository_owner',
    'repository_owner_id',
    'job_workflow_ref',
    'enterprise_id',
    'sub',
  ];
  const ofGitlab = ['project_path', 'project_id', 'namespace_path', 'namespace_id', 'sub'];

  it('asks a rule for one claim that says whose the token is', () => {
    expect(on(github)).toEqual(ofGithub);
    expect(on(github, 'ref', 'environment')).toEqual(ofGithub);
    expect(on('https://gitlab.com', 'ref')).toEqual(ofGitlab);
  });

  it.each([
    ...ofGithub.map((claim) => [github, claim]),
    ...ofGitlab.map((claim) => ['https://gitlab.com', claim]),
  ])('%s is content with %s', (issuer = '', claim = '') => {
    expect(on(issuer, 'ref', claim)).toBeUndefined();
  });

  it('is none where the issuer is of one owner, whatever its name', () => {
    expect(on('https://ci.example.com')).toBeUndefined();
    expect(on('https://ci.example.com', 'ref')).toBeUndefined();
    expect(on('constructor', 'ref')).toBeUndefined();
  });
});

describe('the times of an outside token', () => {
  const now = instant(1_000_000_500);
  const holds = (given: object): boolean => checkTimes({ exp: 1_000_100, ...given }, now).holds;

  it.each([
    ['that ends a moment ago, within the leeway', { exp: 999_941 }, true],
    ['that ended a minute and more ago', { exp: 999_940 }, false],
    ['without an end', { exp: undefined }, false],
    ['with an end that is text', { exp: '1000100' }, false],
    ['with an end that is no number', { exp: Number.NaN }, false],
    ['with an end beyond all times', { exp: Infinity }, false],
    ['with an end in milliseconds', { exp: 1e11 }, false],
    ['that ends at the last second there is', { exp: 1e11 - 1 }, true],
    ['that begins within the leeway', { nbf: 1_000_060 }, true],
    ['that begins later', { nbf: 1_000_061 }, false],
    ['that begins when no number says', { nbf: '1' }, false],
    ['from before all times', { nbf: -1 }, false],
    ['from the beginning of all times', { nbf: 0, iat: 0 }, true],
    ['made within the leeway', { iat: 1_000_060 }, true],
    ['made in the future', { iat: 1_000_061 }, false],
    ['made in the future, begun in the past', { nbf: 1, iat: 1_000_061 }, false],
  ])('one %s: %s', (_, given, expected) => {
    expect(holds(given)).toBe(expected);
  });

  it('differ from ours by the leeway at most, to the second', () => {
    const at = (given: object) => checkTimes({ exp: 1_000_100, ...given }, instant(1_000_000_000)).holds;
    expect([at({ exp: 999_941 }), at({ exp: 999_940 })]).toEqual([true, false]);
    expect([at({ iat: 1_000_060 }), at({ iat: 1_000_061 })]).toEqual([true, false]);
  });

  it('are told as they stand in the token', () => {
    expect(checkTimes({ exp: 1, iat: 2 }, now)).toEqual({
      check: 'times',
      expected: 'exp in the future; nbf and iat, where given, in the past',
      actual: '{"exp":1,"iat":2}',
      holds: false,
    });
  });

  it('say until when the token is remembered as used: as long as it could be accepted', () => {
    expect(forgottenAt({ exp: 1_000 })).toBe(1_060_000);
    expect(forgottenAt({ exp: 'later' })).toBe(60_000);
  });
});
