import type { Container } from './container.ts';
import type { Knowledge } from './knowledge.ts';
import type { Changed } from './mirror.ts';
import type { Simulation } from './simulation.ts';

/** Holds that a token from outside is accepted once, whatever becomes of the answer. */
export class Once {
  readonly #simulation: Simulation;
  readonly #knowledge: Knowledge;
  /** Which request got a session for a token, by the name of the token. */
  readonly #accepted = new Map<string, string>();

  constructor(simulation: Simulation, knowledge: Knowledge) {
    this.#simulation = simulation;
    this.#knowledge = knowledge;
  }

  /** After each write. */
  changed(changes: readonly Changed[], { work }: Pick<Container, 'work'>): void {
    const [requestId = ''] = work.split(' ');
    const presented = this.#knowledge.presentedBy.get(requestId);
    const isIssued = changes.some(
      ({ before, after }) => before === undefined && after?.['entity'] === 'session',
    );
    if (presented === undefined || !isIssued) return;
    const name = `${presented.token.issuer} ${presented.token.jti}`;
    const first = this.#accepted.get(name);
    if (first !== undefined)
      this.#simulation.violated('accepted once', `${name} by ${requestId} after ${first}`);
    this.#accepted.set(name, requestId);
  }
}
