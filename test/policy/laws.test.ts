import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, factsOf } from '../../shared/policy/decide.ts';
import type { Fact, Facts } from '../../shared/policy/facts.ts';
import { rules, type Action, type Rule } from '../../shared/policy/rules.ts';

const actions = Object.keys(rules) as Action[];

/** An action with a truth for each fact of its rule. */
const situations = fc.constantFrom(...actions).chain((action) => {
  const rule: Rule = rules[action];
  const facts = [...factsOf(rule)];
  const truths = fc.tuple(...facts.map(() => fc.boolean()));
  return truths.map((values) => ({
    rule,
    facts: new Map(facts.map((fact, i): [Fact, boolean] => [fact, values[i] === true])),
  }));
});

function withFact(facts: Facts, fact: Fact, value: boolean): Facts {
  return new Map([...facts, [fact, value]]);
}

/** Every way to complete incomplete facts. */
function completions(rule: Rule, facts: Facts): Facts[] {
  const missing = [...factsOf(rule)].filter((fact) => !facts.has(fact));
  return missing.reduce<Facts[]>(
    (all, fact) => all.flatMap((one) => [withFact(one, fact, true), withFact(one, fact, false)]),
    [facts],
  );
}

describe('laws of every rule', () => {
  it.each(actions)('%s: nothing known to be true means no', (action) => {
    const rule: Rule = rules[action];
    const none = new Map([...factsOf(rule)].map((fact): [Fact, boolean] => [fact, false]));
    expect(decide(rule, none)).toEqual({ allowed: false, code: rule.otherwise, by: [] });
  });

  it('one more forbid never allows', () => {
    fc.assert(
      fc.property(situations, ({ rule, facts }) => {
        for (const fact of Object.keys(rule.forbid) as Fact[]) {
          expect(decide(rule, withFact(facts, fact, true)).allowed).toBe(false);
        }
      }),
    );
  });

  it('one more fact that no forbid names never takes a permission away', () => {
    fc.assert(
      fc.property(situations, ({ rule, facts }) => {
        if (!decide(rule, facts).allowed) return;
        for (const fact of factsOf(rule)) {
          if (fact in rule.forbid) continue;
          expect(decide(rule, withFact(facts, fact, true)).allowed).toBe(true);
        }
      }),
    );
  });

  it('a fact that the rule does not name changes nothing', () => {
    fc.assert(
      fc.property(situations, ({ rule, facts }) => {
        const foreign: Fact = 'may:audit.fullaccess';
        expect(decide(rule, withFact(facts, foreign, true))).toEqual(
          decide(rule, withFact(facts, foreign, false)),
        );
      }),
    );
  });

  it('a missing fact is never guessed: the decision is the same whatever it is, or there is none', () => {
    fc.assert(
      fc.property(situations, fc.nat(), ({ rule, facts }, pick) => {
        const missing = [...facts.keys()][pick % facts.size];
        const incomplete = new Map([...facts].filter(([fact]) => fact !== missing));
        const decided = attempt(() => decide(rule, incomplete).allowed);
        const possible = completions(rule, incomplete).map((complete) => decide(rule, complete).allowed);
        if (decided !== undefined) expect(new Set(possible)).toEqual(new Set([decided]));
      }),
    );
  });

  it.each(actions)('%s: without any fact there is a defect, not a decision', (action) => {
    expect(() => decide(rules[action], new Map())).toThrow('fact not established');
  });
});

/** The result, or undefined where the function throws. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
