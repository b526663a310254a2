import { factsOf } from '../../shared/policy/decide.ts';
import type { Fact, Facts } from '../../shared/policy/facts.ts';
import type { Rule } from '../../shared/policy/rules.ts';

/** Facts for a rule: those named hold, every other one that the rule asks about was established as false. */
export function only(rule: Rule, ...holding: Fact[]): Facts {
  const facts = new Map<Fact, boolean>([...factsOf(rule)].map((fact) => [fact, false]));
  for (const fact of holding) facts.set(fact, true);
  return facts;
}

/** Everything that the vocabulary of a rule knows, all true but for what is named. */
export function allBut(rule: Rule, ...lacking: Fact[]): Facts {
  const facts = new Map<Fact, boolean>([...factsOf(rule)].map((fact) => [fact, true]));
  for (const fact of lacking) facts.set(fact, false);
  return facts;
}
