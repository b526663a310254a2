import {
  administratorsRole,
  defaultUsersRole,
  managersRole,
  ownServices,
  permissionLevels,
  permits,
} from '../domain/role.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import { decide, factsOf } from './decide.ts';
import type { Fact, FactName } from './facts.ts';
import type { Rule } from './rules.ts';

/** What the document needs of the table of operations. */
export type ActionsOfOperations = Readonly<
  Record<string, { readonly action: string; readonly problems: readonly ProblemCode[] }>
>;

/** Somebody who calls: the facts that hold for them, and the permissions of their active role. */
interface Caller {
  readonly title: string;
  readonly facts: readonly FactName[];
  readonly permissions: readonly string[];
}

const member = defaultUsersRole.permissions;

const callers: readonly Caller[] = [
  { title: 'Member', facts: ['signedIn'], permissions: member },
  { title: 'Manager', facts: ['signedIn'], permissions: managersRole.permissions },
  { title: 'Administrator', facts: ['signedIn'], permissions: administratorsRole.permissions },
  { title: 'Member, on oneself', facts: ['signedIn', 'targetIsSelf'], permissions: member },
  { title: 'Member with access to the target', facts: ['signedIn', 'accessToTarget'], permissions: member },
  {
    title: 'Member who manages the role',
    facts: ['signedIn', 'accessToRole', 'managesRole'],
    permissions: member,
  },
  { title: 'Super-Admin member, mode off', facts: ['signedIn', 'superAdminMember'], permissions: member },
  {
    title: 'Super-Admin mode',
    facts: ['signedIn', 'superAdminMember', 'superAdminMode'],
    permissions: administratorsRole.permissions,
  },
  { title: 'Service user', facts: ['signedIn', 'actingAsServiceUser'], permissions: member },
  {
    title: 'Service user, administrator role',
    facts: ['signedIn', 'actingAsServiceUser'],
    permissions: administratorsRole.permissions,
  },
];

/** What, beside a permission, can turn a no into a yes; how the document says it. */
const powers: Partial<Record<FactName, string>> = {
  accessToTarget: 'with access to the target',
  accessToRole: 'with access to the role',
};

const everyPermission = ownServices.flatMap((service) =>
  permissionLevels.map((level) => `${service}.${level}`),
);

/** Facts about the target's or the request's state, as words for "refused when". */
const states: Partial<Record<Fact, string>> = {
  targetEnabled: 'the target is enabled',
  transferUserUnsuitable: 'the transfer user is unsuitable',
};

type TargetKind = 'person' | 'service user';

/**
 * The matrix of actions and kinds of caller as Markdown. Every cell is what {@link decide} answers for the facts of
 * that caller, so the document cannot say anything else than the authorizer does.
 */
export function whoMayDoWhat(rules: Readonly<Record<string, Rule>>, operations: ActionsOfOperations): string {
  const rowsOf = (action: string) => Object.entries(operations).filter(([, row]) => row.action === action);
  const idsOf = (action: string): string[] => rowsOf(action).map(([id]) => id);
  const lines = Object.entries(rules).flatMap(([action, rule]) => {
    const rows = rowsOf(action);
    const personsRefused = rows.every(([, { problems }]) => problems.includes('not-a-service-user'));
    return kindsOf(rule, rows.length > 0 && personsRefused).map((kind) => matrixLine(action, rule, kind));
  });
  const reasons = Object.entries(rules).map(([action, rule]) => [
    code(action),
    rule.because,
    refusedWhen(rule),
    idsOf(action).map(code).join(', ') || 'none yet',
  ]);
  return [
    '# Who may do what',
    '',
    'Derived from `shared/policy/rules.ts` by `npm run documents`: every cell is the answer of the policy itself.',
    '',
    '- **yes**: allowed. **no**: 403. **never**: 403 `not-for-service-users`, whatever role or share it has.',
    '- Where a cell begins with _with_, the caller needs that too. Powers add up, but a request runs under one role.',
    '- Where every operation answers a person as target with 400, there is no line for persons.',
    '- Without a valid credential every call is 401, but for ' + idsOf('public').map(code).join(', ') + '.',
    '- Nobody has access to a person: access means an Owner share of a service user, direct or through a tag.',
    '',
    ...table(['Action', 'Permission that is enough', ...callers.map(({ title }) => title)], lines),
    '',
    '## Why, and through which operations',
    '',
    ...table(['Action', 'Because', 'Refused in any case when', 'Operations'], reasons),
    '',
  ].join('\n');
}

/** One line where the kind of target changes nothing; a call that answers a person with 400 has none for persons. */
function kindsOf(rule: Rule, personsRefused: boolean): readonly (TargetKind | undefined)[] {
  const facts = factsOf(rule);
  const depends = facts.has('targetIsPerson') || facts.has('targetIsServiceUser');
  if (!depends) return [undefined];
  return personsRefused ? ['service user'] : ['service user', 'person'];
}

function matrixLine(action: string, rule: Rule, kind: TargetKind | undefined): string[] {
  const label = kind === undefined ? code(action) : `${code(action)} on a ${kind}`;
  return [label, permissionCell(rule, kind), ...callers.map((caller) => cell(rule, caller, kind))];
}

/** The permissions that are enough for a person without any other power. */
function permissionCell(rule: Rule, kind: TargetKind | undefined): string {
  const facts = new Set<Fact>(['signedIn', factOfKind(kind)]);
  if (decideFor(rule, facts, []).allowed) return 'none needed';
  return sufficing(rule, facts, []).map(code).join(' or ') || 'none is enough';
}

/** Where the kind changes nothing no rule asks for it, so that either is right. */
function factOfKind(kind: TargetKind | undefined): FactName {
  return kind === 'person' ? 'targetIsPerson' : 'targetIsServiceUser';
}

function cell(rule: Rule, caller: Caller, kind: TargetKind | undefined): string {
  const facts = new Set<Fact>([...caller.facts, factOfKind(kind)]);
  if (kind === 'person') facts.delete('accessToTarget');
  const decision = decideFor(rule, facts, caller.permissions);
  if (decision.allowed) return '**yes**';
  if (decision.code === 'not-for-service-users') return 'never';
  const needs = lacking(rule, { facts, permissions: caller.permissions, kind });
  return needs.length === 0 ? 'no' : needs.join(' or ');
}

interface Standing {
  readonly facts: ReadonlySet<Fact>;
  readonly permissions: readonly string[];
  readonly kind: TargetKind | undefined;
}

/** Each single power or permission that would turn this no into a yes, where it would not do so for any member. */
function lacking(rule: Rule, { facts, permissions, kind }: Standing): string[] {
  const anyMember = new Set([...facts].filter((fact) => fact === 'signedIn' || targetKinds.has(fact)));
  const byPower = (Object.keys(powers) as FactName[])
    .filter((power) => kind !== 'person' || power !== 'accessToTarget')
    .filter((power) => decideFor(rule, new Set([...facts, power]), permissions).allowed)
    .filter((power) => !decideFor(rule, new Set([...anyMember, power]), member).allowed)
    .map((power) => powers[power] ?? power);
  const byPermission = sufficing(rule, facts, permissions)
    .filter((permission) => !decideFor(rule, anyMember, [...member, permission]).allowed)
    .map((permission) => `with ${code(permission)}`);
  return [...byPermission, ...byPower];
}

const targetKinds: ReadonlySet<Fact> = new Set<Fact>(['targetIsPerson', 'targetIsServiceUser']);

/** The least permissions, each of which alone is enough beside what the caller has. */
function sufficing(rule: Rule, facts: ReadonlySet<Fact>, permissions: readonly string[]): string[] {
  const named = everyPermission.filter((permission) => factsOf(rule).has(`may:${permission}` as Fact));
  return named.filter((permission) => decideFor(rule, facts, [...permissions, permission]).allowed);
}

function decideFor(
  rule: Rule,
  holding: ReadonlySet<Fact>,
  permissions: readonly string[],
): ReturnType<typeof decide> {
  const established = [...factsOf(rule)].map((fact): [Fact, boolean] => [
    fact,
    fact.startsWith('may:') ? permits(permissions, fact.slice('may:'.length)) : holding.has(fact),
  ]);
  return decide(rule, new Map(established));
}

function refusedWhen(rule: Rule): string {
  const forbids = Object.entries(rule.forbid).map(([fact, problem]) =>
    fact === 'actingAsServiceUser'
      ? `acting as a service user (${code(problem)})`
      : `${states[fact as Fact] ?? fact} (${code(problem)})`,
  );
  return forbids.join('; ') || 'never';
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
}
