import { describe, expect, it } from 'vitest';
import { decide } from '../../shared/policy/decide.ts';
import type { Fact } from '../../shared/policy/facts.ts';
import { rules, type Action, type Rule } from '../../shared/policy/rules.ts';
import { allBut, only } from './cases.ts';

type Case = readonly [title: string, action: Action, holding: readonly Fact[]];

const member: Fact[] = ['signedIn', 'superAdminMember'];
const toService: Fact[] = ['signedIn', 'targetIsServiceUser'];
const toPerson: Fact[] = ['signedIn', 'targetIsPerson'];

const cases: readonly Case[] = [
  ['T2 nobody assumes without access', 'users.assume', [...toService, 'may:users.fullaccess']],
  ['nobody edits a service user without access', 'users.edit', [...toService, 'may:users.manage']],
  ['nobody enables a service user without access', 'users.enable', [...toService, 'may:users.manage']],
  ['nobody disables a service user without access', 'users.disable', [...toService, 'may:users.manage']],
  ['D12 nobody disables a person without users.manage', 'users.disable', toPerson],
  ['D12 nobody enables a person without users.manage', 'users.enable', toPerson],
  [
    'a person does not disable themselves by being the target',
    'users.disable',
    [...toPerson, 'targetIsSelf'],
  ],
  ['nobody sees sessions without access', 'sessions.manage', toService],
  ['nobody says without access whom a service user trusts', 'trust.manage', toService],
  ['nobody reads events of a service user by audit.view', 'events.read', [...toService, 'may:audit.view']],
  ['nobody reads the events of another person without audit.view', 'events.read', toPerson],
  ['who is no member does not enter the mode', 'mode.enter', ['signedIn', 'may:users.fullaccess']],
  ['nobody creates a role without roles.manage', 'roles.create', ['signedIn', 'managesRole']],
  ['holding a role does not let edit it', 'roles.edit', ['signedIn', 'accessToRole']],
  [
    'R1 no access to the role: not attached to a service user',
    'roles.attach',
    [...toService, 'accessToTarget'],
  ],
  ['R1 no access to the role: not attached to a person', 'roles.attach', [...toPerson, 'may:users.manage']],
  ['R1 no access to the service user: no role attached', 'roles.attach', [...toService, 'accessToRole']],
  [
    'R1 users.manage is no way to a service user',
    'roles.attach',
    [...toService, 'accessToRole', 'may:users.manage'],
  ],
  ['R8 access to the role alone: not attached to a person', 'roles.attach', [...toPerson, 'accessToRole']],
  ['nobody changes teams without teams.manage', 'teams.manage', ['signedIn']],
  ['K11 nobody manages tokens of another person', 'tokens.manage', [...toPerson, 'may:tokens.fullaccess']],
  ['K12 nor does Super-Admin mode', 'tokens.manage', [...toPerson, 'superAdminMode']],
  [
    'no role manages tokens of a service user',
    'tokens.manage',
    ['signedIn', 'targetIsServiceUser', 'may:tokens.fullaccess'],
  ],
  ['L2 nobody signs another person out without users.manage', 'users.signOut', toPerson],
  ['H6 nobody shares a service user without access', 'users.share', ['signedIn', 'targetIsServiceUser']],
  [
    'no role deletes a service user',
    'users.delete',
    ['signedIn', 'targetIsServiceUser', 'may:users.fullaccess'],
  ],
  ['no role changes a tag of another', 'tags.change', ['signedIn', 'may:tags.fullaccess']],
  [
    'a share of another type than Owner changes no resource',
    'resources.change',
    ['signedIn', 'accessToResource'],
  ],
];

it.each(cases)('%s', (_, action, holding) => {
  expect(decide(rules[action], only(rules[action], ...holding))).toMatchObject({
    allowed: false,
    code: 'not-allowed',
  });
});

const withoutTheMode: readonly Case[] = [
  ['C1 membership without the mode does not create', 'users.create', member],
  ['C2 an administrator does not create', 'users.create', ['signedIn', 'may:users.fullaccess']],
  ['membership without the mode manages no members', 'superAdmins.manage', member],
];

it.each(withoutTheMode)('%s, and is told to enter it', (_, action, holding) => {
  const decision = decide(rules[action], only(rules[action], ...holding));
  expect(decision).toMatchObject({ allowed: false, code: 'super-admin-mode-required' });
});

describe('acting as a service user', () => {
  const may: readonly Action[] = [
    'users.read',
    'roles.read',
    'teams.read',
    'users.listAssumable',
    'teams.manage',
    'tokens.manage',
    'tags.read',
    'tags.create',
    'tags.change',
    'resources.list',
    'resources.create',
    'resources.read',
    'resources.change',
    'applications.read',
    'applications.token',
  ];
  const never = (Object.keys(rules) as Action[]).filter((action) => !may.includes(action));

  it.each(never)('C4, T16, L3 never does %s, whatever else holds', (action) => {
    expect(decide(rules[action], allBut(rules[action]))).toEqual({
      allowed: false,
      code: 'not-for-service-users',
      by: ['actingAsServiceUser'],
    });
  });
});

describe('the order of refusals', () => {
  const rule: Rule = {
    permit: [['accessToTarget']],
    forbid: { actingAsServiceUser: 'not-for-service-users', targetEnabled: 'must-be-disabled-first' },
    otherwise: 'not-allowed',
    because: 'a rule as that of deleting',
  };

  it('D1 tells those who may about the state of the target', () => {
    expect(decide(rule, only(rule, 'accessToTarget', 'targetEnabled'))).toEqual({
      allowed: false,
      code: 'must-be-disabled-first',
      by: ['targetEnabled'],
    });
  });

  it('tells a stranger nothing about the state of the target', () => {
    const nothing = { allowed: false, code: 'not-allowed', by: [] };
    expect(decide(rule, only(rule, 'targetEnabled'))).toEqual(nothing);
    expect(decide(rule, only(rule))).toEqual(nothing);
  });

  it('tells a service user first that it is one', () => {
    expect(decide(rule, only(rule, 'actingAsServiceUser', 'accessToTarget', 'targetEnabled'))).toEqual({
      allowed: false,
      code: 'not-for-service-users',
      by: ['actingAsServiceUser'],
    });
  });

  it.each([
    ['D1 an enabled target', ['targetEnabled'], 'must-be-disabled-first'],
    ['D3 an unsuitable transfer user', ['transferUserUnsuitable'], 'transfer-user-unsuitable'],
    ['both', ['transferUserUnsuitable', 'targetEnabled'], 'must-be-disabled-first'],
  ] as const)('refuses a delete to everybody, Super-Admin mode too: %s', (_, states, code) => {
    const { 'users.delete': deleting } = rules;
    const ways: Fact[][] = [
      ['superAdminMode'],
      ['targetIsServiceUser', 'accessToTarget'],
      ['targetIsPerson', 'may:users.manage'],
    ];
    for (const way of ways) {
      expect(decide(deleting, only(deleting, ...way)).allowed).toBe(true);
      expect(decide(deleting, only(deleting, ...way, ...states))).toMatchObject({ allowed: false, code });
    }
  });
});
