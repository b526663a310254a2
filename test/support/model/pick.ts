import { unknownId } from '../created.ts';
import type { ModelUser, World } from './world.ts';

/** A small generator (mulberry32): the same seed draws the same calls. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  one<T>(list: readonly T[]): T {
    const drawn = list[Math.floor(this.next() * list.length)];
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  }

  /** Some of a list, in its order. */
  some<T>(list: Iterable<T>, probability = 0.3): T[] {
    return [...list].filter(() => this.chance(probability));
  }
}

/** Draws what calls are about: mostly what exists, now and then what does not. */
export class Pick extends Dice {
  readonly world: World;
  /** In every name, so that worlds do not meet. */
  readonly #mark: string;
  #names = 0;

  constructor(world: World, seed: number, mark: string) {
    super(seed);
    this.world = world;
    this.#mark = mark;
  }

  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}-${this.#mark}-${this.#names}`;
  }

  #among(ids: Iterable<string>, unknown: string): string {
    const known = [...ids];
    if (known.length > 0 && !this.chance(0.03)) return this.one(known);
    const prefix = unknown.slice(0, 4);
    return this.one([unknown, ...this.world.gone.filter((id) => id.startsWith(prefix))]);
  }

  #users(kind: ModelUser['kind']): string[] {
    return [...this.world.users.values()].filter((user) => user.kind === kind).map(({ id }) => id);
  }

  service(): string {
    return this.#among(this.#users('service'), unknownId.serviceUser);
  }

  person(): string {
    return this.#among(this.#users('person'), unknownId.person);
  }

  /** Of either kind. */
  user(serviceShare = 0.7): string {
    return this.chance(serviceShare) ? this.service() : this.person();
  }

  role(): string {
    return this.#among(this.world.roles.keys(), unknownId.role);
  }

  team(): string {
    return this.#among(this.world.teams.keys(), unknownId.team);
  }

  tag(): string {
    return this.#among(this.world.tags.keys(), unknownId.tag);
  }

  resource(): string {
    return this.#among(this.world.resources.keys(), unknownId.resource);
  }

  application(): string {
    return this.#among(this.world.applications.keys(), 'no-such-app');
  }

  /** A token of that user, or of anybody. */
  tokenOf(userId: string): string {
    const tokens = [...this.world.tokens.values()];
    const own = tokens.filter((token) => token.userId === userId);
    return this.#among(
      (this.chance(0.95) ? own : tokens).map(({ id }) => id),
      unknownTokenId,
    );
  }

  sessionOf(userId: string): string {
    const sessions = [...this.world.sessions.values()].filter((session) => session.userId === userId);
    return this.#among(
      sessions.slice(-6).map(({ id }) => id),
      unknownId.session,
    );
  }
}

const unknownTokenId = 'tok_01h455vb4pex5vsknk084sn02q';
