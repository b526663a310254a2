import { UsageError } from './exitCodes.ts';

/** One step of a path: a field, a place in a list, or each of a list. */
type Step = { readonly field: string } | { readonly index: number } | 'each';

const steps = /^(?:\.?([A-Za-z_][\w-]*)|\[(-?\d+)\]|\[(\*?)\])/;

/**
 * Takes a part of an answer: `UserName`, `Roles[0].RoleName`, `[].UserId`.
 * @throws UsageError for a path that cannot be read.
 */
export function query(value: unknown, path: string): unknown {
  return follow(value, stepsOf(path));
}

function stepsOf(path: string): readonly Step[] {
  const found: Step[] = [];
  let rest = path.trim().replace(/^\.(?=\[|$)/, '');
  while (rest !== '') {
    const match = steps.exec(rest);
    if (match === null) throw new UsageError(`--query cannot be read from "${rest}" on. Try: [].UserId`);
    const [whole, field, index] = match;
    found.push(stepOf(field, index));
    rest = rest.slice(whole.length);
  }
  return found;
}

function stepOf(field: string | undefined, index: string | undefined): Step {
  if (field !== undefined) return { field };
  return index === undefined ? 'each' : { index: Number(index) };
}

/** What is not there is null, as in JSON. */
function follow(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return value ?? null;
  if (step !== 'each') return follow(partOf(value, step), rest);
  const found = listOf(value).map((one) => follow(one, rest));
  return rest.includes('each') ? found.flat() : found;
}

function partOf(value: unknown, step: Exclude<Step, 'each'>): unknown {
  if ('index' in step) return listOf(value).at(step.index);
  const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, step.field);
  return holds ? (value as Record<string, unknown>)[step.field] : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
