import type { Item } from '../../../shared/store/item.ts';
import type { Mirror } from './mirror.ts';
import type { Choice, Simulation } from './simulation.ts';

/** The key of an item that is past its time. */
export interface ExpiredKey {
  readonly pk: string;
  readonly sk: string;
}

/** Items whose end lies within this may be where time goes on to. */
const soonMs = 10 * 60_000;

/** TTL: what is past its time is removed at once, later, or never; and time now and then stops where something ends. */
export class Expiry {
  readonly #simulation: Simulation;
  readonly #mirror: Mirror;
  readonly #remove: (key: ExpiredKey) => Promise<void>;

  constructor(
    simulation: Simulation,
    { mirror, remove }: { mirror: Mirror; remove: (key: ExpiredKey) => Promise<void> },
  ) {
    this.#simulation = simulation;
    this.#mirror = mirror;
    this.#remove = remove;
    simulation.ends = () => this.#endsSoon();
  }

  choices(): Choice[] {
    const { calm, dice, now } = this.#simulation;
    if (calm || !dice.chance(0.3)) return [];
    const expired = [...this.#mirror.all()].filter((item) => endOf(item) < now);
    // What ended last is what somebody may still count on.
    const late = expired.sort((one, other) => endOf(other) - endOf(one)).slice(0, 3);
    return late.map((item) => ({ happen: () => this.#remove(keyOf(item)) }));
  }

  #endsSoon(): number[] {
    const { now } = this.#simulation;
    return [...this.#mirror.all()].map(endOf).filter((end) => end > now && end < now + soonMs);
  }
}

function endOf({ ttl }: Item): number {
  return typeof ttl === 'number' ? ttl * 1000 : Infinity;
}

function keyOf({ pk, sk }: Item): ExpiredKey {
  return { pk: String(pk), sk: String(sk) };
}
