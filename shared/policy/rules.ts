import type { ProblemCode } from '../problems/catalogue.ts';
import type { Fact } from './facts.ts';

/**
 * One rule. Semantics are Cedar's: without a permit that holds the answer is no, and any forbid
 * that holds beats every permit.
 */
export interface Rule {
  /** Alternatives; one holds when all of its facts do. */
  readonly permit: readonly (readonly Fact[])[];
  /** Forbids, in the order in which they are told to the caller. */
  readonly forbid: Readonly<Partial<Record<Fact, ProblemCode>>>;
  /** The code where no permit holds. */
  readonly otherwise: ProblemCode;
  /** The clause of the specification, in words. */
  readonly because: string;
}

const never = { actingAsServiceUser: 'not-for-service-users' } as const;

function rule(because: string, permit: Rule['permit'], forbid: Rule['forbid'] = {}): Rule {
  return { permit, forbid, otherwise: 'not-allowed', because };
}

/** What only Super-Admin mode may do; who is not in it is told so. */
function inModeOnly(because: string): Rule {
  return { permit: [['superAdminMode']], forbid: never, otherwise: 'super-admin-mode-required', because };
}

const anybody: Rule['permit'] = [['signedIn']];
const withAccess: Rule['permit'] = [['superAdminMode'], ['targetIsServiceUser', 'accessToTarget']];
const withAccessOrManagingPersons: Rule['permit'] = [...withAccess, ['targetIsPerson', 'may:users.manage']];

/** Every action, who may, who never, and why (SPEC section 14). */
export const rules = {
  'users.read': rule('Everybody lists and reads users, service users too (I5, I10).', anybody),
  'users.create': inModeOnly('Only Super-Admin mode creates a service user (C1-C5).'),
  'users.edit': rule(
    'Service users by those with access, persons by users.manage.',
    withAccessOrManagingPersons,
    never,
  ),
  'users.enable': rule('As users.edit (SPEC section 8).', withAccessOrManagingPersons, never),
  'users.disable': rule('As users.edit (SPEC section 8).', withAccessOrManagingPersons, never),
  'users.assume': rule(
    'Those with access assume a service user; a service user assumes nobody (T2, T16).',
    [['superAdminMode'], ['accessToTarget'], ['targetIsPerson']],
    never,
  ),
  'users.listAssumable': rule(
    'Persons see what they may assume; a service user may assume nothing.',
    anybody,
  ),
  'sessions.manage': rule(
    'Sessions of a service user are seen and ended by those with access.',
    withAccess,
    never,
  ),
  'events.read': rule(
    'Of a service user by those with access; of a person by oneself, audit.view or the mode (SPEC section 13).',
    [...withAccess, ['targetIsPerson', 'targetIsSelf'], ['targetIsPerson', 'may:audit.view']],
    never,
  ),
  'mode.enter': rule('Only members switch to Super-Admin (SPEC section 4).', [['superAdminMember']], never),
  'mode.leave': rule('A person ends the own mode.', anybody, never),
  'superAdmins.manage': inModeOnly('Members are seen, added and removed in the mode only (L3).'),
  'roles.read': rule('Everybody lists and reads roles.', anybody),
  'roles.create': rule('roles.manage or the mode.', [['superAdminMode'], ['may:roles.manage']], never),
  'roles.edit': rule(
    'The managers of the role, roles.manage or the mode.',
    [['superAdminMode'], ['may:roles.manage'], ['managesRole']],
    never,
  ),
  'roles.attach': rule(
    'Only with access to the role (R1), to a user whom one may edit.',
    [
      ['superAdminMode'],
      ['accessToRole', 'targetIsServiceUser', 'accessToTarget'],
      ['accessToRole', 'targetIsPerson', 'may:users.manage'],
    ],
    never,
  ),
  'users.share': rule(
    'By those with access; never by oneself into access (H6). That a person cannot be shared is told to everybody.',
    [...withAccess, ['targetIsPerson']],
    never,
  ),
  'trust.manage': rule(
    'Which outside tokens and which keys stand for a service user is up to those with access to it (SPEC section 11).',
    withAccess,
    never,
  ),
  'users.delete': rule(
    'As users.edit, but only what is disabled already (D1) and only to a suitable transfer user (D3).',
    withAccessOrManagingPersons,
    {
      ...never,
      targetEnabled: 'must-be-disabled-first',
      transferUserUnsuitable: 'transfer-user-unsuitable',
    },
  ),
  'users.signOut': rule(
    'By oneself, users.manage or the mode (L2). That a service user cannot be signed out is told to everybody.',
    [
      ['superAdminMode'],
      ['targetIsPerson', 'targetIsSelf'],
      ['targetIsPerson', 'may:users.manage'],
      ['targetIsServiceUser'],
    ],
    never,
  ),
  'tokens.manage': rule(
    'Of oneself (K5) or of a service user by those with access; of another person by nobody (K11, K12).',
    [['targetIsSelf'], ['targetIsServiceUser', 'superAdminMode'], ['targetIsServiceUser', 'accessToTarget']],
  ),
  'tags.read': rule('Everybody lists and reads tags.', anybody),
  'tags.create': rule('tags.manage or the mode; service users too (SPEC section 3).', [
    ['superAdminMode'],
    ['may:tags.manage'],
  ]),
  'tags.change': rule('Owners of the tag or the mode (SPEC section 3).', [['superAdminMode'], ['ownsTag']]),
  'resources.list': rule('resources.view or the mode (SPEC section 9).', [
    ['superAdminMode'],
    ['may:resources.view'],
  ]),
  'resources.create': rule('resources.manage or the mode; service users too (SPEC section 9).', [
    ['superAdminMode'],
    ['may:resources.manage'],
  ]),
  'resources.read': rule('resources.view, a share, or the mode (H8).', [
    ['superAdminMode'],
    ['may:resources.view'],
    ['ownsResource'],
    ['accessToResource'],
  ]),
  'resources.change': rule('Ownership, resources.fullaccess or the mode (SPEC section 9).', [
    ['superAdminMode'],
    ['may:resources.fullaccess'],
    ['ownsResource'],
  ]),
  'applications.read': rule('Everybody lists applications.', anybody),
  'applications.manage': inModeOnly('Applications are registered in the mode only (L1).'),
  'applications.token': rule(
    'Everybody for the own identity; interactive-only applications refuse service users (L1).',
    anybody,
  ),
  'teams.read': rule('Everybody lists and reads teams.', anybody),
  'teams.manage': rule('teams.manage or the mode; service users too (SPEC section 14).', [
    ['superAdminMode'],
    ['may:teams.manage'],
  ]),
} satisfies Record<string, Rule>;

/** The name of an action: a key of {@link rules}. */
export type Action = keyof typeof rules;
