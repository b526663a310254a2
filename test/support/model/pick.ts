import { unknownId } from '../created.ts';
import { Dice } from './dice.ts';
import type { ModelUser, World } from './world.ts';

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
