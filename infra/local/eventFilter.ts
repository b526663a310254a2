import { asRecord } from './json.ts';
import type { JsonRecord } from './json.ts';

type Test = (operand: unknown, value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';

/** The comparison operators of EventBridge patterns that event source mappings know. */
const tests: Readonly<Record<string, Test>> = {
  prefix: (operand, value) => isText(value) && isText(operand) && value.startsWith(operand),
  suffix: (operand, value) => isText(value) && isText(operand) && value.endsWith(operand),
  exists: (operand, value) => (value !== undefined) === operand,
  'anything-but': (operand, value) =>
    value !== undefined && !(Array.isArray(operand) ? operand : [operand]).includes(value),
  'equals-ignore-case': (operand, value) =>
    isText(value) && isText(operand) && value.toLowerCase() === operand.toLowerCase(),
};

function matchesRule(rule: unknown, value: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  return Object.entries(rule).every(([operator, operand]) => {
    const test = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
    if (!test) throw new Error(`The filter operator ${operator} does not run locally`);
    return test(operand, value);
  });
}

/** Whether a record passes a filter pattern: every field by one of its rules, nested fields likewise. */
export function matchesPattern(pattern: JsonRecord, record: JsonRecord): boolean {
  return Object.entries(pattern).every(([name, rules]) => {
    if (Array.isArray(rules)) return rules.some((rule) => matchesRule(rule, record[name]));
    return matchesPattern(asRecord(rules), asRecord(record[name]));
  });
}
