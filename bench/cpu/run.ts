// A process of its own: its CPU time is that of the requests. Log lines go to where nobody reads them.
import { oidcIssuer } from '../../test/support/oidcIssuer.ts';
import { prepareCases, type CpuCase } from './cases.ts';
import { Replay } from './replay.ts';

/** CPU microseconds per call: the median of the rounds, and the best of them. */
export interface CpuFigure {
  readonly median: number;
  readonly best: number;
}

/** What one case costs. */
export interface CpuRow {
  readonly name: string;
  readonly authorizer: CpuFigure | undefined;
  readonly handler: CpuFigure;
}

const rounds = Number(process.argv[2] ?? 11);
const perRound = Number(process.argv[3] ?? 400);
const only = process.argv[4];

const issuer = await oidcIssuer();
const { api, cases } = await prepareCases(issuer);
const chosen = cases.filter(({ name }) => only === undefined || name.includes(only));
const replay = new Replay(api.store.client);
for (const { authorizer, handler } of chosen) {
  // Twice: what a first request learns makes the second one's reads.
  for (let again = 0; again < 2; again += 1) {
    await authorizer?.();
    await handler();
  }
}
replay.stopRecording();
const rows: CpuRow[] = [];
for (const one of chosen) rows.push(await measured(one));
process.send?.(rows);
process.disconnect?.();
process.exit();

async function measured({ name, authorizer, handler }: CpuCase): Promise<CpuRow> {
  return {
    name,
    authorizer: authorizer === undefined ? undefined : await figureOf(authorizer),
    handler: await figureOf(handler),
  };
}

async function figureOf(call: () => Promise<unknown>): Promise<CpuFigure> {
  for (let at = 0; at < perRound * 3; at += 1) await call();
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let at = 0; at < perRound; at += 1) await call();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / perRound);
  }
  costs.sort((left, right) => left - right);
  return { median: costs[costs.length >> 1] ?? 0, best: costs[0] ?? 0 };
}
