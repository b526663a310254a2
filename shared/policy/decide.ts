import type { ProblemCode } from '../problems/catalogue.ts';
import type { Fact, Facts } from './facts.ts';
import type { Rule } from './rules.ts';

/** The answer of the policy, with its reason for the log and the audit record. */
export type Decision =
  | { readonly allowed: true; readonly by: readonly Fact[] }
  | { readonly allowed: false; readonly code: ProblemCode; readonly by: readonly Fact[] };

/**
 * Decides one request by one rule: forbid beats permit, nothing is permitted by default.
 * Where nothing permits, a forbid on who the caller is (`actingAsServiceUser`) is told first and one on the
 * target's state not at all, so that a stranger learns nothing about it.
 * @throws Error when a fact that the rule names was not established.
 */
export function decide(rule: Rule, facts: Facts): Decision {
  const forbids = Object.entries(rule.forbid) as [Fact, ProblemCode][];
  const forbidden = forbids.filter(([fact]) => known(facts, fact));
  const identity = forbidden.find(([fact]) => fact === 'actingAsServiceUser');
  if (identity !== undefined) return { allowed: false, code: identity[1], by: [identity[0]] };
  const permit = rule.permit.find((alternative) => alternative.every((fact) => known(facts, fact)));
  if (permit === undefined) return { allowed: false, code: rule.otherwise, by: [] };
  const first = forbidden[0];
  if (first !== undefined) return { allowed: false, code: first[1], by: [first[0]] };
  return { allowed: true, by: permit };
}

/** The facts that a rule names, each once. */
export function factsOf(rule: Rule): ReadonlySet<Fact> {
  return new Set([...rule.permit.flat(), ...(Object.keys(rule.forbid) as Fact[])]);
}

function known(facts: Facts, fact: Fact): boolean {
  const value = facts.get(fact);
  if (value === undefined) throw new Error(`fact not established: ${fact}`);
  return value;
}
