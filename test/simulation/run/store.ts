import { sign } from 'node:crypto';
import type { SigningKey } from '../../support/signingKey.ts';
import type { Container, PendingCall } from './container.ts';
import type { Engine, RawAnswer } from './engine.ts';
import { type Changed, type Image, keyText, type Mirror } from './mirror.ts';
import { refusalOf } from './refusals.ts';
import { changedKeys, keysShown, tokenOf, type TransactItem } from './transactions.ts';
import { Expiry, type ExpiredKey } from './expiry.ts';
import type { Choice, Simulation } from './simulation.ts';

/** What becomes of a call. */
type Fate = 'done' | 'throttled' | 'conflict' | 'unanswered' | 'answerLost' | 'crashBefore' | 'crashAfter';

/** What happens with a change of the table, at once. */
export type OnChange = (changes: readonly Changed[], container: Pick<Container, 'work'>) => void;

interface Late {
  readonly at: number;
  readonly key: string;
  readonly image: Image | undefined;
}

/** How long an index may lag behind, in milliseconds. */
export const longestLag = 2000;

/** DynamoDB and KMS as a container sees them: whose call is next and what becomes of it, chance decides. */
export class Store {
  readonly mirror: Mirror;
  readonly onChange: OnChange[] = [];
  /** How many calls were made. */
  calls = 0;
  faults = 0;
  /** How many items were removed after their time. */
  expired = 0;
  readonly #simulation: Simulation;
  readonly #engine: Engine;
  readonly #key: SigningKey;
  #pending: PendingCall[] = [];
  /** Answers of transactions that were done, by their ClientRequestToken: asked for again, they are told and not done again. */
  readonly #done = new Map<string, RawAnswer>();
  /** Changes that the indexes do not show yet. */
  #late: Late[] = [];

  constructor(simulation: Simulation, engine: Engine, { mirror, key }: { mirror: Mirror; key: SigningKey }) {
    this.#simulation = simulation;
    this.#engine = engine;
    this.mirror = mirror;
    this.#key = key;
    const expiry = new Expiry(simulation, { mirror, remove: (expired) => this.#expire(expired) });
    simulation.sources.push(() => expiry.choices());
    simulation.sources.push(() => this.#pending.map((call): Choice => ({ happen: () => this.#take(call) })));
  }

  wait(call: PendingCall): void {
    this.#pending.push(call);
  }

  /** Whether a container waits for an answer. */
  isWaiting(container: Container): boolean {
    return this.#pending.some((call) => call.container === container);
  }

  /** What the table begins with. */
  begin(images: readonly Image[]): Changed[] {
    return images.map((image) => this.#keep(keyText(image), image));
  }

  #keep(key: string, image: Image | undefined): Changed {
    const changed = this.mirror.put(key, image);
    if (changed.oldImage?.['listPk'] ?? image?.['listPk'])
      this.#late.push({ at: this.#simulation.now, key, image });
    return changed;
  }

  async #take(call: PendingCall): Promise<void> {
    this.#pending = this.#pending.filter((other) => other !== call);
    const fate = this.#fate(call);
    const { container, target } = call;
    this.calls += 1;
    if (fate !== 'done') {
      this.faults += 1;
      container.faults += 1;
    }
    this.#simulation.note(`${container.name} ${container.work} ${target} ${keysShown(call)} ${fate}`);
    if (fate === 'crashBefore') return this.#crash(container);
    if (fate === 'unanswered') return call.fail(timeOut());
    const refused = refusalOf(fate, call);
    if (refused !== undefined) return call.answer(refused);
    const answer = await this.#execute(call);
    if (fate === 'crashAfter') return this.#crash(container);
    if (fate === 'answerLost') return call.fail(timeOut());
    call.answer(answer);
  }

  #fate({ target, container }: PendingCall): Fate {
    const { dice, calm, now } = this.#simulation;
    if (container.isTimedOut(now)) return 'crashBefore';
    if (calm || !dice.chance(0.06)) return 'done';
    if (target === 'Sign' || target === 'BatchGetItem' || target === 'Query')
      return dice.one(['throttled', 'unanswered', 'crashBefore', 'crashAfter']);
    return dice.one([
      'throttled',
      'conflict',
      'conflict',
      'unanswered',
      'answerLost',
      'answerLost',
      'crashBefore',
      'crashAfter',
      'crashAfter',
    ]);
  }

  #crash(container: Container): void {
    this.#pending = this.#pending.filter((call) => call.container !== container);
    container.onCrash();
  }

  async #execute(call: PendingCall): Promise<RawAnswer> {
    const { target, body } = call;
    if (target === 'Sign') return this.#sign(body);
    if (target === 'Query' && 'IndexName' in body) return await this.#queryIndex(body);
    if (target === 'BatchGetItem') return await this.#batchGet(call);
    return await this.#write(call);
  }

  /** DynamoDB removes what is past its time, in nobody's name. */
  async #expire({ pk, sk }: ExpiredKey): Promise<void> {
    const key: Image = { pk: { S: pk }, sk: { S: sk } };
    this.#simulation.note(`expires ${pk}/${sk}`);
    this.expired += 1;
    await this.#engine.post('DeleteItem', { TableName: this.#engine.table, Key: key });
    await this.#changed({ work: 'expiry' }, [{ key, image: 'none' }]);
  }

  /** Also a query of the table itself, which changes nothing. */
  async #write(call: PendingCall): Promise<RawAnswer> {
    const { target, body } = call;
    const token = tokenOf(call);
    const before = this.#done.get(token);
    if (before !== undefined) return before;
    const answer = await this.#engine.post(target, body);
    if (answer.status !== 200) return answer;
    if (token !== 'undefined') this.#done.set(token, answer);
    if (target === 'TransactWriteItems')
      await this.#changed(call.container, (body['TransactItems'] as TransactItem[]).flatMap(changedKeys));
    if (target === 'UpdateItem') await this.#changed(call.container, [{ key: body['Key'] as Image }]);
    return answer;
  }

  async #changed(
    container: Pick<Container, 'work'>,
    changed: readonly { key: Image; image?: Image | 'none' }[],
  ) {
    const unknown = changed.filter(({ image }) => image === undefined).map(({ key }) => key);
    const read = await this.#read(unknown);
    const changes = changed.map(({ key, image }) => {
      const text = keyText(key);
      return this.#keep(text, image === 'none' ? undefined : (image ?? read.get(text)));
    });
    for (const listener of this.onChange) listener(changes, container);
  }

  async #read(keys: readonly Image[]): Promise<Map<string, Image>> {
    if (keys.length === 0) return new Map();
    const { table } = this.#engine;
    const { body } = await this.#engine.post('BatchGetItem', {
      RequestItems: { [table]: { Keys: keys, ConsistentRead: true } },
    });
    const { Responses } = JSON.parse(body) as { Responses: Record<string, Image[]> };
    return new Map((Responses[table] ?? []).map((image) => [keyText(image), image]));
  }

  /** Now and then some keys are left unread, as DynamoDB does under load. */
  async #batchGet({ body, container }: PendingCall): Promise<RawAnswer> {
    const { table } = this.#engine;
    const { dice, calm } = this.#simulation;
    const asked = (body['RequestItems'] as Record<string, { Keys: Image[] }>)[table];
    if (calm || asked === undefined || asked.Keys.length < 2 || !dice.chance(0.02))
      return await this.#engine.post('BatchGetItem', body);
    container.faults += 1;
    const at = 1 + Math.floor(dice.next() * (asked.Keys.length - 1));
    const part = (Keys: Image[]) => ({ [table]: { ...asked, Keys } });
    const answer = await this.#engine.post('BatchGetItem', {
      ...body,
      RequestItems: part(asked.Keys.slice(0, at)),
    });
    const read = JSON.parse(answer.body) as object;
    return { ...answer, body: JSON.stringify({ ...read, UnprocessedKeys: part(asked.Keys.slice(at)) }) };
  }

  /** An index shows each item as it was at some moment of the last two seconds, never one that it showed to be gone. */
  async #queryIndex(body: Record<string, unknown>): Promise<RawAnswer> {
    const { dice, now, calm } = this.#simulation;
    const behind = new Set<string>();
    const shown = new Map<string, Image | undefined>();
    const later: Late[] = [];
    for (const change of this.#late) {
      const due = calm || now - change.at > longestLag || dice.chance(0.6);
      if (due && !behind.has(change.key)) shown.set(change.key, change.image);
      else {
        behind.add(change.key);
        later.push(change);
      }
    }
    this.#late = later;
    await this.#show([...shown]);
    return await this.#engine.post('Query', { ...body, TableName: this.#engine.indexed });
  }

  async #show(changes: readonly (readonly [string, Image | undefined])[]): Promise<void> {
    for (let at = 0; at < changes.length; at += 25) {
      const requests = changes.slice(at, at + 25).map(([key, Item]) => {
        const [pk = '', sk = ''] = key.split('\n');
        return Item === undefined
          ? { DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }
          : { PutRequest: { Item } };
      });
      const { status, body } = await this.#engine.post('BatchWriteItem', {
        RequestItems: { [this.#engine.indexed]: requests },
      });
      if (status !== 200) throw new Error(`the index is not written: ${body}`);
    }
  }

  #sign({ Message }: Record<string, unknown>): RawAnswer {
    const signature = sign('sha256', Buffer.from(String(Message), 'base64'), this.#key.privateKey);
    return { status: 200, body: JSON.stringify({ Signature: signature.toString('base64') }) };
  }
}

function timeOut(): Error {
  return Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
}
