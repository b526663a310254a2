import { normalizeName } from '../../shared/domain/names.ts';
import { UsageError } from '../exitCodes.ts';
import { comparable, nameOf } from '../names.ts';
import type { AccountFile, WantedUser } from './wanted.ts';

/** Fields that the API takes as they are, blanks and all. */
const verbatim = new Set(['description', 'issuer', 'audience', 'conditions', 'jwks']);

/** The file with names as the API keeps them, so that what it has made is found again: no blanks around them, one form of each letter. */
export function tidied<Value>(value: Value): Value {
  if (typeof value === 'string') return normalizeName(value) as Value;
  if (Array.isArray(value)) return value.map(tidied) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, one]: [string, unknown]) => [
    name,
    verbatim.has(name) ? one : name === 'displayName' ? trimmed(one) : tidied(one),
  ]);
  return Object.fromEntries(fields) as Value;
}

/** What is shown and names nothing is trimmed by the API and else kept. */
function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/**
 * Sees to it that every list names a thing once.
 * @throws UsageError naming what is there twice.
 */
export function mustNameOnce({ roles = [], teams, users = [] }: AccountFile): void {
  mustDiffer(
    'role',
    roles.map(({ name }) => name),
  );
  for (const { name, permissions, managers } of roles) {
    mustDiffer(`permission of ${name}`, permissions);
    mustDiffer(`manager of ${name}`, managers);
  }
  mustDiffer('team', teams);
  mustDiffer(
    'user',
    users.map(({ name }) => nameOf(name)),
  );
  for (const user of users) mustNameOnceOf(user);
}

function mustNameOnceOf({ name, roles, teams, shares, trustRules = [] }: WantedUser): void {
  const user = nameOf(name);
  mustDiffer(`role of ${user}`, roles);
  mustDiffer(`team of ${user}`, teams);
  mustDiffer(`share of ${user} with`, shares?.users);
  mustDiffer(`share of ${user} with tag`, shares?.tags);
  // Names of trust rules differ by case, too.
  const rules = trustRules.map((rule) => rule.name);
  const twice = rules.find((rule, at) => rules.indexOf(rule) !== at);
  if (twice !== undefined) isThereTwice(`trust rule of ${user}`, twice);
}

function mustDiffer(kind: string, names: readonly string[] = []): void {
  const forms = names.map(comparable);
  const at = forms.findIndex((form, index) => forms.indexOf(form) !== index);
  const twice = names[at];
  if (twice !== undefined) isThereTwice(kind, twice);
}

function isThereTwice(kind: string, name: string): never {
  throw new UsageError(`The ${kind} ${name} is there twice.`);
}
