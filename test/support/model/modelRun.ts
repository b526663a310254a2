import { inject } from 'vitest';
import { signIn } from '../../../infra/local/signIn.ts';
import type { OperationId } from '../../../shared/contract/operations.ts';
import { api, field, must, type Answer } from '../api.ts';
import { drawCaller } from './drawCaller.ts';
import { groupOperations } from './groupOperations.ts';
import type { Args, ModelOperation, ModelOperations, Outcome } from './operation.ts';
import { Pick } from './pick.ts';
import { authenticate, type Caller } from './principal.ts';
import { answered, misstated, send, sendPatiently, shown, told } from './send.ts';
import { resourceOperations } from './resourceOperations.ts';
import { roleOperations } from './roleOperations.ts';
import { sessionOperations } from './sessionOperations.ts';
import { shareOperations } from './shareOperations.ts';
import { tokenOperations } from './tokenOperations.ts';
import { userOperations } from './userOperations.ts';
import { World, type ModelUser } from './world.ts';

/** Every operation that the model knows. */
export const modelOperations: ModelOperations = {
  ...userOperations,
  ...tokenOperations,
  ...shareOperations,
  ...roleOperations,
  ...groupOperations,
  ...resourceOperations,
  ...sessionOperations,
};

const drawn = Object.entries(modelOperations) as [OperationId, ModelOperation][];
const lots = drawn.flatMap(([id, { weight = 1 }]) => Array<OperationId>(Math.ceil(weight * 10)).fill(id));

/** Model and product side by side: each call goes to both, and both must say the same. */
export class ModelRun {
  readonly world = new World();
  readonly pick: Pick;
  /** What was called, for whoever has to find out why they differ. */
  readonly log: string[] = [];
  /** Refusals on both sides with different codes. */
  readonly differences: string[] = [];
  readonly #mark: string;
  readonly #loginNames = new Map<string, string>();

  constructor(seed: number, mark: string) {
    this.#mark = mark;
    this.pick = new Pick(this.world, seed, mark);
  }

  /** Somebody of the world's own signs in for the first time. */
  async join(kind: 'member' | 'super'): Promise<ModelUser> {
    const name = `${kind}-${this.#mark}-${this.#loginNames.size}`;
    const value = await this.#signIn(name);
    const id = field(await must(200, api('GET', '/users/me', { as: value })), 'UserId');
    const inGroup = kind === 'super';
    const user: ModelUser = {
      ...{ id, kind: 'person', displayName: name, userName: name, status: 'enabled', inGroup },
      ...{ generation: 1, modeGeneration: 0, signIns: 1, defaultRoleId: 'SystemRole-DefaultUsers' },
      ...{ roles: new Set(['SystemRole-DefaultUsers']), teams: new Set(['Public']) },
    };
    this.#loginNames.set(id, name);
    this.world.users.set(id, user);
    if (inGroup) this.world.superAdmins.add(id);
    this.world.credentials.push({ kind: 'signIn', userId: id, signIn: 1, value });
    return user;
  }

  /** A call that was drawn, by a caller that was drawn. */
  async step(): Promise<void> {
    await this.#people();
    for (;;) {
      const id = this.pick.one(lots);
      const args = modelOperations[id]?.draw(this.pick);
      if (args !== undefined) return void (await this.call(id, args, drawCaller(this.pick)));
    }
  }

  /** A call to both. */
  async call(id: OperationId, args: Args, caller: Caller): Promise<Answer> {
    const operation = modelOperations[id];
    if (operation === undefined) throw new Error(`the model does not know ${id}`);
    const { world } = this;
    const principal = authenticate(world, caller);
    const outcome = typeof principal === 'string' ? principal : operation.decide({ world, principal, args });
    const sent = { id, args, caller };
    this.log.push(`${this.log.length} ${told(sent)} → ${shown(outcome)}`);
    const { transient } = operation;
    const patient = transient !== undefined && outcome !== transient;
    const answer = await (patient ? sendPatiently(sent, transient) : send(sent));
    this.#compare(outcome, answer);
    return answer;
  }

  #compare(outcome: Outcome, answer: Answer): void {
    if (answered(answer) !== shown(outcome)) {
      const difference = `the product answers ${answered(answer)}: ${answer.text}\n${this.log.at(-1)}`;
      // As long as both refuse, both states are still the same.
      if (answer.status < 400 || typeof outcome !== 'string') throw new Error(difference);
      this.differences.push(difference);
    }
    if (typeof outcome === 'string') return;
    const wrong = misstated(outcome, answer);
    if (wrong !== undefined) throw new Error(`${wrong}\n${this.log.at(-1)}`);
    this.world.now += 1;
    outcome.then?.(answer.body);
  }

  /** Those who were signed out sign in again, and there are always people to act. */
  async #people(): Promise<void> {
    const people = [...this.world.users.values()].filter(
      ({ kind, status }) => kind === 'person' && status === 'enabled',
    );
    for (const user of people) await this.#signInAgain(user);
    if (people.length < 5) await this.join('member');
    const mayEnter = ({ id, inGroup }: ModelUser) => inGroup && !this.world.removedSuperAdmins.has(id);
    if (!people.some(mayEnter)) await this.join('super');
  }

  /** L2: a sign-in counts when it is later than the sign-out, and providers tell time in seconds. */
  async #signInAgain({ id, signIns }: ModelUser): Promise<void> {
    const has = this.world.credentials.some(
      (each) => each.kind === 'signIn' && each.userId === id && each.signIn === signIns,
    );
    const until = Date.now() + 10_000;
    while (!has && Date.now() < until) {
      const value = await this.#signIn(this.#loginNames.get(id) ?? '');
      const { status } = await api('GET', '/users/me', { as: value });
      if (status === 200)
        return void this.world.credentials.push({ kind: 'signIn', userId: id, signIn: signIns, value });
    }
  }

  async #signIn(person: string): Promise<string> {
    const { issuer, clientId } = inject('product');
    return await signIn({ issuer, clientId, person });
  }
}
