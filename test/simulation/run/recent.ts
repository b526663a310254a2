import type { Changed } from './mirror.ts';
import type { Simulation } from './simulation.ts';
import { longestLag } from './store.ts';

/** When something was given to a user or team, and when that was gone: an index may not have shown in time what it held. */
export class Recent {
  readonly #simulation: Simulation;
  readonly #given = new Map<string, number>();
  readonly #gone = new Map<string, number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** After each write. */
  changed(changes: readonly Changed[]): void {
    for (const change of changes) {
      const { pk, sk, after } = change;
      const isHolder = sk === 'USER' || sk === 'TEAM';
      if (after === undefined && isHolder) this.#note(this.#gone, pk.slice(pk.indexOf('#') + 1));
      if (after !== undefined && sk.startsWith('SHARE#')) this.#note(this.#given, `${pk}/${sk}`);
      for (const teamId of joined(change)) this.#note(this.#given, `${pk}/${teamId}`);
    }
  }

  #note(times: Map<string, number>, what: string): void {
    times.set(what, this.#simulation.now);
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
