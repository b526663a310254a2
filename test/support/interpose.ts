import { randomUUID } from 'node:crypto';
import type { Rule } from './interposer.ts';
import { product } from './product.ts';

async function control(method: string, id: string, rule?: Rule): Promise<void> {
  const { dynamodb } = product();
  const body = rule === undefined ? null : JSON.stringify(rule);
  const answer = await fetch(`${dynamodb}/interposed/${id}`, { method, body });
  if (answer.status !== 204) throw new Error(`the interposer answered ${answer.status}`);
}

/** Does something while a rule holds. */
async function under<Result>(rule: Rule, act: (id: string) => Promise<Result>): Promise<Result> {
  const id = randomUUID();
  await control('PUT', id, rule);
  try {
    return await act(id);
  } finally {
    await control('DELETE', id);
  }
}

/**
 * Lets a call come as far as its write, then something else happen from beginning to end, then the write go on.
 * @param about - an id in the write that only this test uses.
 */
export async function overtaken<Result>(
  about: string,
  { call, by }: { call: () => Promise<Result>; by: () => Promise<unknown> },
): Promise<Result> {
  return await heldAt({ call: 'TransactWriteItems', holding: about, effect: { kind: 'hold' } }, { call, by });
}

/** Lets a call come as far as the first request that a rule meets, then something else happen, then the call go on. */
export async function heldAt<Result>(
  rule: Rule,
  { call, by }: { call: () => Promise<Result>; by: () => Promise<unknown> },
): Promise<Result> {
  let answer: Promise<Result> | undefined;
  await under(rule, async (id) => {
    answer = call();
    await control('GET', id);
    await by();
  });
  return await (answer as Promise<Result>);
}

/**
 * Answers every write that holds `about` as if the conditions of some of its items did not hold: the race is lost for good.
 * @param failing - text in those items; the audit record when left out.
 */
export async function losing<Result>(
  about: string,
  call: () => Promise<Result>,
  failing = 'AUDIT#',
): Promise<Result> {
  const effect = { kind: 'cancel', failing } as const;
  return await under({ call: 'TransactWriteItems', holding: about, effect }, call);
}

/** Answers every request that a rule meets as a DynamoDB that is down. */
export async function whileDown<Result>(
  rule: Pick<Rule, 'call' | 'holding'>,
  call: () => Promise<Result>,
): Promise<Result> {
  return await under({ ...rule, effect: { kind: 'fail', status: 500 } }, call);
}
