// `npm run canary -- --url <API>` goes through the life of a service user as a person who may be Super-Admin: creates, assumes, uses, disables, deletes.
// The person's token comes from SERVICE_USERS_TOKEN, or as one line on standard input: never from an argument, which others on the machine can read.
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ApiProblem, createClient, type Client } from '../shared/contract/client.ts';

/** How long a step took, in milliseconds. */
export interface Step {
  readonly step: string;
  readonly ms: number;
}

interface Given {
  readonly baseUrl: string;
  /** The token of a Super-Admin member; the mode is entered for five minutes. */
  readonly token: string;
}

/**
 * Goes through the life of one service user, and deletes it also where a step failed.
 * @throws Error naming the step, or that its last token was still accepted.
 */
export async function canaryLife({ baseUrl, token }: Given): Promise<Step[]> {
  const by = (credential: string) =>
    createClient({ baseUrl, credentials: () => ({ authorization: `Bearer ${credential}` }) });
  const steps: Step[] = [];
  const timed = async <Result>(step: string, call: () => Promise<Result>): Promise<Result> => {
    const begin = performance.now();
    const result = await call();
    steps.push({ step, ms: Math.round(performance.now() - begin) });
    return result;
  };
  const person = by(token);
  const { UserId: transferTo } = (await timed('who am I', () => person.getMe())).body;
  const mode = { DurationMinutes: 5, Reason: 'npm run canary' };
  const entered = await timed('enter the mode', () => person.enterSuperAdminMode({ body: mode }));
  const api = by(entered.body.Token ?? '');
  const body = { Name: `canary-${randomUUID().slice(0, 8)}`, Description: 'made by npm run canary' };
  const { UserId: userId } = (await timed('create', () => api.createUser({ body }))).body;
  try {
    const assumed = await timed('assume', () =>
      api.createAuthToken({ userId, body: { DurationMinutes: 5 } }),
    );
    const itself = by(assumed.body.Token ?? '');
    const seen = await timed('use', () => itself.getMe());
    if (seen.body.UserId !== userId) throw new Error('use: the token is somebody else');
    await timed('disable', () => api.disableUser({ userId }));
    await timed('refused from then on', () => mustBeRefused(itself));
  } finally {
    await api.disableUser({ userId });
    await timed('delete', () => api.deleteUser({ userId, query: { transferTo } }));
  }
  return steps;
}

async function mustBeRefused(itself: Client): Promise<void> {
  try {
    await itself.getMe();
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return;
    throw error;
  }
  throw new Error('the token of a disabled service user was accepted');
}

if (import.meta.main) {
  const { url } = parseArgs({ options: { url: { type: 'string' } } }).values;
  if (url === undefined) {
    console.error('usage: npm run canary -- --url https://…');
    process.exit(2);
  }
  const token = process.env['SERVICE_USERS_TOKEN'] ?? (await text(process.stdin)).trim();
  for (const { step, ms } of await canaryLife({ baseUrl: url, token })) console.log(`${step}: ${ms} ms`);
}
