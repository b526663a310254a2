import type { Changed } from './mirror.ts';
import type { Simulation } from './simulation.ts';
import { longestLag } from './store.ts';

/** When something was given to a user or team, and when that was gone: an index may not have shown in time what it held. */
export class Recent {
  readonly #simulation: Simulation;
  readonly #given = new Map<string, number>();
  readonly #gone = new Map<string, number>();
  /** Since when a user is listed under a role as it is. */
  readonly #listed = new Map<string, number>();
  readonly #beginning: number;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#beginning = simulation.now;
  }

  /** After each write. */
  changed(changes: readonly Changed[]): void {
    for (const change of changes) {
      this.#noteGone(change);
      this.#noteListed(change);
      this.#noteGiven(change);
    }
  }

  #noteGone({ pk, sk, after }: Changed): void {
    const isHolder = sk === 'USER' || sk === 'TEAM';
    if (after === undefined && isHolder) this.#note(this.#gone, pk.slice(pk.indexOf('#') + 1));
  }

  #noteListed({ pk, sk, before, after }: Changed): void {
    const isMoved = before?.['listPk'] !== after?.['listPk'];
    if (sk.startsWith('IN#ROLE#') && isMoved) this.#note(this.#listed, `${pk}/${sk}`);
  }

  #noteGiven(change: Changed): void {
    const { pk, sk, after } = change;
    if (after !== undefined && sk.startsWith('SHARE#')) this.#note(this.#given, `${pk}/${sk}`);
    for (const teamId of joined(change)) this.#note(this.#given, `${pk}/${teamId}`);
  }

  #note(times: Map<string, number>, what: string): void {
    times.set(what, this.#simulation.now);
  }

  /** Whether an index showed at that time that a user holds a role. */
  wasListed(userId: string, roleId: string, at: number): boolean {
    return (this.#listed.get(`USER#${userId}/IN#ROLE#${roleId}`) ?? this.#beginning) + longestLag < at;
  }

  /** Whether what was given lay behind the index when its holder went: it gives nothing, and stays. */
  wasHidden(given: string, holderId: string): boolean {
    const gone = this.#gone.get(holderId);
    return gone !== undefined && gone - (this.#given.get(given) ?? 0) <= longestLag;
  }
}

/** Ids of the teams that a user came into. */
function joined({ before, after }: Changed): string[] {
  const [was, is] = [before?.['teams'] ?? {}, after?.['teams'] ?? {}];
  return Object.keys(is).filter((id) => !Object.hasOwn(was, id));
}
