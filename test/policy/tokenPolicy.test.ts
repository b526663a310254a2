import { describe, expect, it } from 'vitest';
import { anyToken, brokenRule, readTokenPolicy, type JudgedToken } from '../../shared/policy/tokenPolicy.ts';

const forever: JudgedToken = { kind: 'service', lifeDays: undefined, roleId: undefined };
const inside = () => true;
const outside = () => false;

describe('the token policy', () => {
  it.each([
    ['none is set', readTokenPolicy('')],
    ['any token will do', anyToken],
  ])('restricts nothing where %s', (_, policy) => {
    expect(brokenRule(policy, forever, outside)).toBeUndefined();
    expect(brokenRule(policy, { ...forever, kind: 'personal', lifeDays: 365 }, outside)).toBeUndefined();
  });

  it.each([
    [{ neverAllowed: false }, forever, 'Rule neverAllowed: a service token must expire.'],
    [{ neverAllowed: false }, { ...forever, lifeDays: 365 }, undefined],
    [
      { longestDays: 30 },
      { ...forever, lifeDays: 31 },
      'Rule longestDays: a service token lives at most 30 days.',
    ],
    [{ longestDays: 30 }, { ...forever, lifeDays: 30 }, undefined],
    [{ longestDays: 30 }, forever, undefined],
    [{ roleRequired: true }, forever, 'Rule roleRequired: bind a service token to a role.'],
    [{ roleRequired: true }, { ...forever, roleId: 'rol_1' }, undefined],
  ])('%j for %j: %s', (service, token, expected) => {
    expect(brokenRule(readTokenPolicy(JSON.stringify({ service })), token, inside)).toBe(expected);
  });

  it('names the ranges outside of which a token is not accepted', () => {
    const policy = readTokenPolicy('{"service":{"cidrs":["10.0.0.0/8","2001:db8::/32"]}}');
    expect(brokenRule(policy, forever, inside)).toBeUndefined();
    expect(brokenRule(policy, forever, outside)).toBe(
      'Rule cidrs: a service token works from 10.0.0.0/8, 2001:db8::/32 only.',
    );
  });

  it('restricts one kind without the other', () => {
    const policy = readTokenPolicy('{"personal":{"neverAllowed":false}}');
    expect(brokenRule(policy, forever, inside)).toBeUndefined();
    expect(brokenRule(policy, { ...forever, kind: 'personal' }, inside)).toContain('a personal token');
  });

  it('takes any longest life from one day to a year', () => {
    const read = (longestDays: number) =>
      readTokenPolicy(JSON.stringify({ service: { longestDays } })).service.longestDays;
    expect([read(1), read(365)]).toEqual([1, 365]);
  });

  it.each([
    ['[]', 'it must be an object'],
    ['null', 'it must be an object'],
    ['"service"', 'it must be an object'],
    ['7', 'it must be an object'],
    ['{"service":null}', 'service must be an object'],
    ['{"personal":true}', 'personal must be an object'],
    ['{"service":{"longestDays":1.5}}', 'service.longestDays is not usable'],
    ['{"service":{"cidrs":"10.0.0.0/8"}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":[8]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":[["10.0.0.0/8"]]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":["10.0.0.0/8","any"]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":["\\"10.0.0.0/8"]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":["10.0.0.0/8\\""]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":["10.0.0.0/8000"]}}', 'service.cidrs is not usable'],
    ['{"service":[]}', 'service must be an object'],
    ['{"services":{}}', 'services is unknown'],
    ['{"service":{"longest":1}}', 'longest is unknown'],
    ['{"service":{"longestDays":0}}', 'service.longestDays is not usable'],
    ['{"service":{"longestDays":366}}', 'service.longestDays is not usable'],
    ['{"service":{"longestDays":"30"}}', 'service.longestDays is not usable'],
    ['{"personal":{"neverAllowed":"no"}}', 'personal.neverAllowed is not usable'],
    ['{"personal":{"roleRequired":1}}', 'personal.roleRequired is not usable'],
    ['{"service":{"cidrs":["10.0.0.0"]}}', 'service.cidrs is not usable'],
    ['{"service":{"cidrs":["\\"/8"]}}', 'service.cidrs is not usable'],
  ])('refuses %s: %s', (json, message) => {
    expect(() => readTokenPolicy(json)).toThrow(`token policy: ${message}`);
  });
});
