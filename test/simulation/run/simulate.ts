import { log } from '../../../shared/runtime/log.ts';
import { signingKey } from '../../support/signingKey.ts';
import { holdAtTheEnd } from './atTheEnd.ts';
import { Lane } from './calls.ts';
import { Clients } from './clients.ts';
import type { Surroundings } from './container.ts';
import { openEngine, type Engine } from './engine.ts';
import { plantEstate } from './estate.ts';
import { Knowledge } from './knowledge.ts';
import { Ledger } from './ledger.ts';
import { Mirror } from './mirror.ts';
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
  readonly statuses: ReadonlyMap<number, number>;
  /** How often the promises about answers were put to the test. */
  readonly tested: ReadonlyMap<string, number>;
}

/** Another product in place of the real one, to see that it is found out. */
export type Broken = Pick<Surroundings, 'openTable' | 'adapt'>;

const lanes = 4;
const key = signingKey();

/** Runs one seed from beginning to end. */
export async function simulate(plan: Plan, broken: Broken = {}): Promise<Outcome> {
  const level = log.getLevelName();
  log.setLogLevel('SILENT');
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
  const knowledge = new Knowledge();
  const store = new Store(simulation, engine, { mirror, key });
  store.begin(await plantEstate(simulation, engine, key));
  const ledger = new Ledger(simulation, mirror);
  ledger.begin();
  store.onChange.push((changes, container) => ledger.changed(changes, container));
  const surroundings: Surroundings = {
    ...{ simulation, table: engine.table, keyArn: key.published.keyArn },
    wait: (call) => store.wait(call),
    isWaiting: (container) => store.isWaiting(container),
    ...broken,
  };
  const stream = new Stream(store, surroundings);
  const watch = new Watch(simulation, { mirror, knowledge, ledger });
  const clients = new Clients(simulation, { mirror, knowledge, watch });
  const working = Array.from({ length: lanes }, (_, at) => clients.work(new Lane(`lane${at}`, surroundings)));
  // Some wait for ever for a container that is gone once a promise is broken: only those that failed are asked.
  const failed = new Promise<never>((_, reject) => {
    for (const work of working) work.catch(reject);
  });
  await Promise.race([failed, simulation.run().then(() => comeToAnEnd(simulation, stream))]);
  if (simulation.violations.length === 0) holdAtTheEnd(simulation, { mirror, ledger, events: stream.events });
  const { violations, log: lines } = simulation;
  const { statuses, begun: requests } = clients;
  return {
    seed: plan.seed,
    trace: simulation.trace(),
    violations,
    log: lines,
    requests,
    calls: store.calls,
    faults: store.faults,
    statuses,
    tested: watch.tested,
  };
}

/** Nothing goes wrong any more, and the clock wakes the worker for what was left. */
async function comeToAnEnd(simulation: Simulation, stream: Stream): Promise<void> {
  simulation.calm = true;
  for (let round = 0; round < 3 && simulation.violations.length === 0; round += 1) {
    simulation.now += 60_000;
    stream.sweep();
    await simulation.run();
  }
}
