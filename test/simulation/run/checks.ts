import type { Simulation } from './simulation.ts';

/** Promises that are put to the test, and how often. */
export class Checks {
  readonly #simulation: Simulation;
  readonly tested = new Map<string, number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  check(invariant: string, holds: boolean, what: () => string): void {
    this.tested.set(invariant, (this.tested.get(invariant) ?? 0) + 1);
    if (!holds) this.#simulation.violated(invariant, what());
  }
}
