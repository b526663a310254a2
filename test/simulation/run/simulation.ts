import { createHash } from 'node:crypto';
import { idOfBytes, idPrefixes, type NewId } from '../../../shared/domain/ids.ts';
import { Dice } from '../../support/model/dice.ts';

/** How much goes wrong, and what a run is made of. */
export interface Plan {
  readonly seed: number;
  /** Requests that clients begin. */
  readonly steps: number;
}

/** A promise of the product that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** Something that can happen next. */
export interface Choice {
  readonly happen: () => Promise<void> | void;
}

/** The simulated time begins here; it goes on by what is scheduled, never by itself. */
const beginning = 1_760_000_000_000;

/** One world: its time, its chance, and the order in which things happen. All of it follows from the seed. */
export class Simulation {
  readonly plan: Plan;
  readonly dice: Dice;
  /** Milliseconds, as a clock that is exact would show. */
  now = beginning;
  /** Counts what happened: "before" and "after" of all invariants. */
  tick = 0;
  /** Nothing goes wrong any more: what has begun comes to its end. */
  calm = false;
  readonly violations: Violation[] = [];
  /** What happened, for whoever has to find out why. */
  readonly log: string[] = [];
  /** Where the next choices come from. */
  readonly sources: (() => readonly Choice[])[] = [];
  /** Times at which something ends soon. */
  ends: () => readonly number[] = () => [];
  /** Calls that were begun and do not wait for their turn yet. */
  onTheWay = 0;
  /** What is under way: whether it has come as far as a call that waits for its turn. */
  readonly underWay = new Set<() => boolean>();
  readonly #trace = createHash('sha256');
  readonly #ids: Dice;

  constructor(plan: Plan) {
    this.plan = plan;
    this.dice = new Dice(plan.seed);
    this.#ids = new Dice(plan.seed ^ 0x5bd1e995);
  }

  /** Notes what happened: part of the trace that the same seed repeats. */
  note(line: string): void {
    this.#trace.update(`${line}\n`);
    this.log.push(`${this.tick} ${line}`);
  }

  violated(invariant: string, what: string): void {
    this.violations.push({ invariant, what });
    this.note(`VIOLATED ${invariant}: ${what}`);
  }

  /** The hash of all that happened so far. */
  trace(): string {
    return this.#trace.copy().digest('hex').slice(0, 32);
  }

  /** Ids as the product makes them, by a clock and by this world's chance. */
  newId(clock: () => number): NewId {
    return (kind) => {
      const bytes = new Uint8Array(16).map(() => Math.floor(this.#ids.next() * 256));
      const view = new DataView(bytes.buffer);
      view.setUint16(8, (view.getUint16(8) & 0x3fff) | 0x8000);
      view.setUint16(6, (view.getUint16(6) & 0x0fff) | 0x7000);
      view.setUint32(0, Math.floor(clock() / 65_536));
      view.setUint16(4, clock() % 65_536);
      if (!(kind in idPrefixes)) throw new Error(`no such kind: ${kind}`);
      return idOfBytes(kind, bytes);
    };
  }

  /** Lets one thing happen after the other, until nothing is left to happen or a promise is broken. */
  async run(): Promise<void> {
    for (;;) {
      await this.#settled();
      const choices = this.sources.flatMap((source) => source());
      if (choices.length === 0 || this.violations.length > 0) return;
      if (this.tick > this.plan.steps * 500) return this.violated('work ends', 'it goes on and on');
      this.#timePasses();
      await this.dice.one(choices).happen();
    }
  }

  /** Mostly milliseconds; now and then long enough for marks and short tokens to end. */
  #timePasses(): void {
    this.tick += 1;
    this.now += Math.floor(this.dice.next() * 25);
    if (this.calm) return;
    if (this.dice.chance(0.004)) this.now += Math.floor(this.dice.next() * 90_000);
    if (this.dice.chance(0.0005)) this.now += 20 * 60_000;
    if (this.dice.chance(0.004)) this.#toAnEnd();
  }

  /** To just before or after something ends: containers do not agree about it. */
  #toAnEnd(): void {
    const ends = this.ends();
    if (ends.length === 0) return;
    this.goOnTo(this.dice.one(ends));
  }

  /** Lets time go on to about then, as far as clocks differ. */
  goOnTo(then: number): void {
    this.now = Math.max(this.now, then - 1500 + Math.floor(this.dice.next() * 4500));
  }

  /** Everybody has come as far as their next call: between two of them the product only awaits what is there already. */
  async #settled(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) await nextTurn();
    // But for what is loaded with its first use.
    for (let turn = 0; turn < 10_000 && this.#isMoving(); turn += 1) await nextTurn();
  }

  #isMoving(): boolean {
    return this.onTheWay > 0 || [...this.underWay].some((waits) => !waits());
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
