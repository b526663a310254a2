import type { Checks } from './checks.ts';
import type { Answer } from './request.ts';
import type { Seen } from './seen.ts';

/** How long a key of an idempotent request counts, in milliseconds. */
export const keyMs = 24 * 60 * 60_000;
/** The most that clocks of two containers differ by, and a second that times are cut to. */
const unclearMs = 4000;

/** What a key created, and when that was, as far as clients can tell. */
interface Created {
  readonly own: string;
  readonly from: number;
  readonly to: number;
}

interface Attempt {
  readonly beganAt: number;
  readonly endedAt: number;
}

interface Answered extends Attempt {
  readonly own: string;
  readonly replayed: boolean;
}

/** Holds what answers say of requests that came with an Idempotency-Key. */
export class Retries {
  readonly #checks: Checks;
  readonly #created = new Map<string, Created>();
  readonly #attempts = new Map<string, Attempt[]>();

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  /** After each answer. */
  hold({ request, credential, beganAt }: Seen, answer: Answer, endedAt: number): void {
    const { id, idempotencyKey } = request;
    if (idempotencyKey === undefined) return;
    const key = `${credential.userId} ${id} ${idempotencyKey}`;
    const attempts = [...(this.#attempts.get(key) ?? []), { beganAt, endedAt }];
    this.#attempts.set(key, attempts);
    if (answer.status !== 201) return;
    const before = this.#created.get(key);
    const own = idOf(answer);
    const { replayed } = answer;
    if (before !== undefined) this.#holdAgain(before, { beganAt, endedAt, own, replayed }, request.requestId);
    if (before?.own !== own || !replayed) this.#created.set(key, created(own, attempts, before));
  }

  /** However often it is tried, one key creates one thing and names the same, for a day; then it is like another key. */
  #holdAgain(before: Created, { beganAt, endedAt, own, replayed }: Answered, requestId: string): void {
    const told = () => `${requestId} created ${own} after ${before.own}`;
    const isSame = before.own === own;
    if (endedAt + unclearMs < before.from + keyMs)
      this.#checks.check('retries create one thing', isSame && replayed, told);
    // Of a client key, whose id follows from the key, nobody can tell whether it is the same or was made again.
    const isTold = !own.startsWith('key-');
    if (isTold && beganAt > before.to + keyMs + unclearMs)
      this.#checks.check('a key counts for a day', !isSame, told);
  }
}

/** An attempt that was not answered may have created it; the one that ended last was answered. */
function created(own: string, attempts: readonly Attempt[], before: Created | undefined): Created {
  const since = before === undefined ? 0 : before.from + keyMs - unclearMs;
  const possible = attempts.filter((each) => each.endedAt > since);
  const from = Math.min(...possible.map((each) => each.beganAt));
  return { own, from, to: attempts.at(-1)?.endedAt ?? since };
}

function idOf({ body }: Answer): string {
  const name = ids.find((one) => body[one] !== undefined) ?? '';
  return String(body[name] ?? '');
}

const ids = [
  ...['TeamId', 'TokenId', 'SessionId', 'ResourceId', 'TagId', 'UserId'],
  ...['TrustRuleId', 'ClientKeyId', 'RoleId'],
];
