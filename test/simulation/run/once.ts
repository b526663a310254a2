import type { Container } from './container.ts';
import type { Knowledge } from './knowledge.ts';
import type { Changed } from './mirror.ts';
import type { Answer, Request } from './request.ts';
import type { Simulation } from './simulation.ts';

/** Holds that a token from outside is accepted once, at whatever endpoint and whatever becomes of the answer. */
export class Once {
  readonly #simulation: Simulation;
  readonly #knowledge: Knowledge;
  /** Which request a token was accepted for, by the name of the token. */
  readonly #accepted = new Map<string, string>();

  constructor(simulation: Simulation, knowledge: Knowledge) {
    this.#simulation = simulation;
    this.#knowledge = knowledge;
  }

  /** After each write: who got a session for it, or what has it remembered, accepted it. */
  changed(changes: readonly Changed[], { work }: Pick<Container, 'work'>): void {
    const isAccepted = changes.some(
      ({ before, after }) => before === undefined && accepting.has(after?.['entity']),
    );
    if (isAccepted) this.#accept(work.split(' ')[0] ?? '');
  }

  /** After each answer: introspection and revocation issue nothing, but they answered for the client. */
  answered({ requestId, id }: Pick<Request, 'requestId' | 'id'>, { status, body }: Answer): void {
    if (id === 'exchangeToken') return;
    if (status === 200 || body['error'] === 'unauthorized_client') this.#accept(requestId);
  }

  #accept(requestId: string): void {
    const presented = this.#knowledge.presentedBy.get(requestId);
    if (presented === undefined) return;
    const name = `${presented.token.issuer} ${presented.token.jti}`;
    const first = this.#accepted.get(name) ?? requestId;
    if (first !== requestId)
      this.#simulation.violated('accepted once', `${name} by ${requestId} after ${first}`);
    this.#accepted.set(name, requestId);
  }
}

const accepting: ReadonlySet<unknown> = new Set(['session', 'usedAssertion']);
