import { expect, it } from 'vitest';
import { decide } from '../../shared/policy/decide.ts';
import type { Fact } from '../../shared/policy/facts.ts';
import { rules, type Action } from '../../shared/policy/rules.ts';
import { only } from './cases.ts';

type Case = readonly [title: string, action: Action, holding: readonly Fact[]];

const toService: Fact[] = ['signedIn', 'targetIsServiceUser', 'accessToTarget'];
const mode: Fact[] = ['signedIn', 'superAdminMode'];
const serviceUser: Fact[] = ['signedIn', 'actingAsServiceUser'];

const cases: readonly Case[] = [
  ['I5 anybody signed in lists users', 'users.read', ['signedIn']],
  ['I10 a service user lists users', 'users.read', serviceUser],
  ['I10 a service user reads roles', 'roles.read', serviceUser],
  ['I10 a service user reads teams', 'teams.read', serviceUser],
  ['C5 Super-Admin mode creates a service user', 'users.create', mode],
  ['H1 access lets edit', 'users.edit', toService],
  ['H1 access lets enable', 'users.enable', toService],
  ['H1 access lets disable', 'users.disable', toService],
  ['H1 access lets assume', 'users.assume', toService],
  ['Super-Admin mode assumes any service user', 'users.assume', [...mode, 'targetIsServiceUser']],
  ['T3 a person as target passes, to be answered 400', 'users.assume', ['signedIn', 'targetIsPerson']],
  ['Super-Admin mode edits a service user', 'users.edit', [...mode, 'targetIsServiceUser']],
  ['Super-Admin mode disables a person', 'users.disable', [...mode, 'targetIsPerson']],
  [
    'D12 users.manage lets disable a person',
    'users.disable',
    ['signedIn', 'targetIsPerson', 'may:users.manage'],
  ],
  [
    'D12 users.manage lets enable a person',
    'users.enable',
    ['signedIn', 'targetIsPerson', 'may:users.manage'],
  ],
  ['users.manage lets edit a person', 'users.edit', ['signedIn', 'targetIsPerson', 'may:users.manage']],
  ['a service user asks what it may assume, and sees nothing', 'users.listAssumable', serviceUser],
  ['access lets see and end sessions', 'sessions.manage', toService],
  ['access lets say whom a service user trusts', 'trust.manage', toService],
  ['access lets read the events of a service user', 'events.read', toService],
  ['a person reads the own events', 'events.read', ['signedIn', 'targetIsPerson', 'targetIsSelf']],
  [
    'audit.view lets read the events of a person',
    'events.read',
    ['signedIn', 'targetIsPerson', 'may:audit.view'],
  ],
  ['a member enters the mode', 'mode.enter', ['signedIn', 'superAdminMember']],
  ['a person leaves the mode', 'mode.leave', mode],
  ['Super-Admin mode manages the members', 'superAdmins.manage', mode],
  ['roles.manage lets create a role', 'roles.create', ['signedIn', 'may:roles.manage']],
  ['Super-Admin mode creates a role', 'roles.create', mode],
  ['a role manager edits the role', 'roles.edit', ['signedIn', 'managesRole']],
  ['roles.manage lets edit a role', 'roles.edit', ['signedIn', 'may:roles.manage']],
  ['R1 access to both lets attach a role to a service user', 'roles.attach', [...toService, 'accessToRole']],
  [
    'R1, R8 access to the role and users.manage lets attach it to a person',
    'roles.attach',
    ['signedIn', 'targetIsPerson', 'accessToRole', 'may:users.manage'],
  ],
  ['Super-Admin mode attaches any role', 'roles.attach', [...mode, 'targetIsPerson']],
  ['teams.manage lets change teams', 'teams.manage', ['signedIn', 'may:teams.manage']],
  ['a service user with teams.manage changes teams', 'teams.manage', [...serviceUser, 'may:teams.manage']],
  ['H1 access lets share', 'users.share', toService],
  ['a person as what is shared passes, to be answered 409', 'users.share', ['signedIn', 'targetIsPerson']],
  ['H1 access lets delete', 'users.delete', toService],
  [
    'D12 users.manage lets delete a person',
    'users.delete',
    ['signedIn', 'targetIsPerson', 'may:users.manage'],
  ],
  ['L2 a person signs out', 'users.signOut', ['signedIn', 'targetIsPerson', 'targetIsSelf']],
  ['L2 users.manage signs a person out', 'users.signOut', ['signedIn', 'targetIsPerson', 'may:users.manage']],
  ['L2 a service user passes, to be answered 409', 'users.signOut', ['signedIn', 'targetIsServiceUser']],
  ['H1 access lets manage tokens', 'tokens.manage', toService],
  ['Super-Admin mode manages tokens of a service user', 'tokens.manage', [...mode, 'targetIsServiceUser']],
  ['K5 anybody manages the own tokens', 'tokens.manage', ['signedIn', 'targetIsPerson', 'targetIsSelf']],
  ['K5 a service user too', 'tokens.manage', [...serviceUser, 'targetIsServiceUser', 'targetIsSelf']],
  ['I10 a service user reads tags', 'tags.read', serviceUser],
  ['tags.manage lets create a tag', 'tags.create', ['signedIn', 'may:tags.manage']],
  ['an Owner changes a tag, a service user too', 'tags.change', [...serviceUser, 'ownsTag']],
  ['resources.view lets list resources', 'resources.list', ['signedIn', 'may:resources.view']],
  ['resources.manage lets create a resource', 'resources.create', ['signedIn', 'may:resources.manage']],
  ['H8 a share lets read a resource', 'resources.read', [...serviceUser, 'accessToResource']],
  [
    'H8 an owner changes a resource, a service user too',
    'resources.change',
    [...serviceUser, 'ownsResource'],
  ],
  ['resources.fullaccess changes any resource', 'resources.change', ['signedIn', 'may:resources.fullaccess']],
  ['anybody lists applications', 'applications.read', serviceUser],
  ['L1 Super-Admin mode registers applications', 'applications.manage', mode],
  ['L1 anybody asks for an application token', 'applications.token', serviceUser],
];

it.each(cases)('%s', (_, action, holding) => {
  expect(decide(rules[action], only(rules[action], ...holding))).toMatchObject({ allowed: true });
});

it('has a case for every action', () => {
  const covered = new Set(cases.map(([, action]) => action));
  expect(Object.keys(rules).filter((action) => !covered.has(action as Action))).toEqual([]);
});

it('names the facts that allowed, for the log and the audit', () => {
  const rule = rules['users.edit'];
  expect(decide(rule, only(rule, ...toService))).toEqual({
    allowed: true,
    by: ['targetIsServiceUser', 'accessToTarget'],
  });
});

/** What the mode does by itself; the rest anybody does, or nobody in the mode does as such. */
const byTheMode: readonly Action[] = [
  'users.create',
  'users.edit',
  'users.enable',
  'users.disable',
  'users.assume',
  'users.share',
  'users.delete',
  'users.signOut',
  'sessions.manage',
  'events.read',
  'trust.manage',
  'superAdmins.manage',
  'roles.create',
  'roles.edit',
  'roles.attach',
  'tags.create',
  'tags.change',
  'resources.list',
  'resources.create',
  'resources.read',
  'resources.change',
  'applications.manage',
  'teams.manage',
];

it.each(byTheMode)('Super-Admin mode alone, without any permission or share, lets %s', (action) => {
  expect(decide(rules[action], only(rules[action], 'superAdminMode'))).toEqual({
    allowed: true,
    by: ['superAdminMode'],
  });
});

it.each(['ownsResource', 'accessToResource'] as const)('H8 %s alone lets read a resource', (fact) => {
  const rule = rules['resources.read'];
  expect(decide(rule, only(rule, fact))).toEqual({ allowed: true, by: [fact] });
});
