import { operationRows, type OperationId } from '../../../shared/contract/operations.ts';
import { problems } from '../../../shared/problems/catalogue.ts';
import { api, type Answer } from '../api.ts';
import type { Args, Done, Outcome } from './operation.ts';
import type { Caller } from './principal.ts';

/** A call of the model as a call of the API. */
export interface Sent {
  readonly id: OperationId;
  readonly args: Args;
  readonly caller: Caller;
}

/** Sends a call to the product. */
export async function send({ id, args, caller }: Sent): Promise<Answer> {
  const { method, path } = operationRows[id];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => args.params?.[name] ?? '');
  const query = new URLSearchParams(args.query).toString();
  const { authorization, assumed, role } = caller;
  return await api(method, query === '' ? filled : `${filled}?${query}`, {
    ...(authorization && { as: authorization.value }),
    ...(assumed && { assumed: assumed.value }),
    ...(role !== undefined && { headers: { 'X-Role-Id': role } }),
    ...(args.body && { body: args.body }),
  });
}

/** Sends it again for a while, as long as it is refused for what a worker has not brought up to date yet. */
export async function sendPatiently(sent: Sent, passing: string): Promise<Answer> {
  const until = Date.now() + 15_000;
  let answer = await send(sent);
  while (answer.body['code'] === passing && Date.now() < until) answer = await send(sent);
  return answer;
}

/** An outcome in a few words. */
export const shown = (outcome: Outcome): string =>
  typeof outcome === 'string' ? `${problems[outcome].status} ${outcome}` : String(outcome.status);

/** The same, of an answer. */
export const answered = ({ status, body }: Answer): string =>
  status < 400 ? String(status) : `${status} ${String(body['code'])}`;

/** How what an answer shows differs from what it should, if it does. */
export function misstated({ project, shows }: Done, { body }: Answer): string | undefined {
  if (project === undefined) return undefined;
  const [got, wanted] = [project(body), shows].map((value) => JSON.stringify(value));
  return got === wanted ? undefined : `the product says ${got}\nthe model says ${wanted}`;
}

/** A call in one line, without its credentials. */
export function told({ id, args, caller }: Sent): string {
  const { authorization, assumed, role } = caller;
  const by = [nameOf(authorization), nameOf(assumed), ...(role === undefined ? [] : [role])].join(' | ');
  return `[${by}] ${id} ${JSON.stringify(args)}`;
}

function nameOf(credential: Caller['assumed']): string {
  switch (credential?.kind) {
    case 'session': {
      const { kind, personId, userId, throughMode } = credential.session;
      if (kind === 'mode') return `mode of ${personId}`;
      return `${personId} as ${userId}${throughMode === undefined ? '' : ' by the mode'}`;
    }
    case 'secret':
      return credential.tokenId;
    case 'signIn':
      return credential.userId;
    case 'nothing':
      return 'nonsense';
    case undefined:
      return '-';
  }
}
