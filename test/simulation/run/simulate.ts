import { log } from '../../../shared/runtime/log.ts';
import { forgetHints } from '../../../shared/runtime/tokenHints.ts';
import { signingKey } from '../../support/signingKey.ts';
import { holdAtTheEnd } from './atTheEnd.ts';
import { Lane } from './calls.ts';
import { Checks } from './checks.ts';
import { Clients } from './clients.ts';
import type { Surroundings } from './container.ts';
import { openEngine, type Engine } from './engine.ts';
import { plantEstate } from './estate.ts';
import { Knowledge } from './knowledge.ts';
import { Ledger } from './ledger.ts';
import { Lives } from './listing.ts';
import { Mirror, type Image } from './mirror.ts';
import { Once } from './once.ts';
import { Recent } from './recent.ts';
import { Simulation, type Plan, type Violation } from './simulation.ts';
import { Store } from './store.ts';
import { Stream } from './stream.ts';
import { Watch } from './watch.ts';

/** What came of a seed. */
export interface Outcome {
  readonly seed: number;
  readonly trace: string;
  readonly violations: readonly Violation[];
  /** What happened, line by line. */
  readonly log: readonly string[];
  readonly requests: number;
  readonly calls: number;
  readonly faults: number;
  /** Items that were removed after their time. */
  readonly expired: number;
  readonly statuses: ReadonlyMap<number, number>;
  /** How often the promises about answers were put to the test. */
  readonly tested: ReadonlyMap<string, number>;
}

/** Another product in place of the real one, to see that it is found out. */
export type Broken = Pick<Surroundings, 'openTable' | 'adapt' | 'request'>;

const lanes = 4;
const key = signingKey();

/** Runs one seed from beginning to end. */
export async function simulate(plan: Plan, broken: Broken = {}): Promise<Outcome> {
  const level = log.getLevelName();
  log.setLogLevel('SILENT');
  forgetHints();
  const engine = await openEngine();
  try {
    return await simulateOn(engine, plan, broken);
  } finally {
    log.setLogLevel(level);
    await engine.close();
  }
}

async function simulateOn(engine: Engine, plan: Plan, broken: Broken): Promise<Outcome> {
  const simulation = new Simulation(plan);
  const mirror = new Mirror();
  const store = new Store(simulation, engine, { mirror, key });
  const surroundings: Surroundings = {
    ...{ simulation, table: engine.table, keyArn: key.published.keyArn },
    wait: (call) => store.wait(call),
    isWaiting: (container) => store.isWaiting(container),
    ...broken,
  };
  const lookers = lookingOn(simulation, store, await plantEstate(simulation, engine, key));
  const stream = new Stream(store, surroundings);
  const clients = new Clients(simulation, { ...lookers, mirror });
  const working = Array.from({ length: lanes }, (_, at) => clients.work(new Lane(`lane${at}`, surroundings)));
  // Some wait for ever for a container that is gone once a promise is broken: only those that failed are asked.
  const failed = new Promise<never>((_, reject) => {
    for (const work of working) work.catch(reject);
  });
  const listAll = (): void => {
    clients.listAll(new Lane('last', surroundings)).catch(() => undefined);
  };
  await Promise.race([failed, simulation.run().then(() => comeToAnEnd(simulation, stream, listAll))]);
  if (simulation.violations.length === 0)
    holdAtTheEnd(simulation, { ...lookers, mirror, events: stream.events });
  return outcomeOf(simulation, { store, clients, checks: lookers.checks });
}

function outcomeOf(
  simulation: Simulation,
  { store, clients, checks }: { store: Store; clients: Clients; checks: Checks },
): Outcome {
  const { violations, log: lines, plan } = simulation;
  const { statuses, begun: requests } = clients;
  const { calls, faults, expired } = store;
  const counts = { requests, calls, faults, expired, statuses, tested: checks.tested };
  return { seed: plan.seed, trace: simulation.trace(), violations, log: lines, ...counts };
}

/** Those who look at every write and answer. */
function lookingOn(simulation: Simulation, store: Store, estate: readonly Image[]) {
  const { mirror, onChange } = store;
  const beginning = store.begin(estate);
  const [knowledge, checks] = [new Knowledge(), new Checks(simulation)];
  const [ledger, lives, recent] = [
    new Ledger(simulation, mirror),
    new Lives(simulation),
    new Recent(simulation),
  ];
  ledger.begin();
  lives.changed(beginning);
  const once = new Once(simulation, knowledge);
  const watch = new Watch(simulation, { mirror, knowledge, ledger, lives, checks, recent, once });
  onChange.push((changes, container) => {
    ledger.changed(changes, container);
    once.changed(changes, container);
  });
  onChange.push((changes) => {
    lives.changed(changes);
    recent.changed(changes);
    watch.changed();
  });
  return { knowledge, checks, ledger, recent, watch };
}

/** Nothing goes wrong any more, the clock wakes the worker for what was left, and what there is is listed. */
async function comeToAnEnd(simulation: Simulation, stream: Stream, listAll: () => void): Promise<void> {
  simulation.calm = true;
  for (let round = 0; round < 3 && simulation.violations.length === 0; round += 1) {
    simulation.now += 60_000;
    stream.sweep();
    await simulation.run();
  }
  if (simulation.violations.length > 0) return;
  listAll();
  await simulation.run();
}
