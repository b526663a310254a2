import { median } from '../median.ts';
import { Generator, type LoadRow, type Server } from './load.ts';
import { connectionCounts } from './request.ts';

/** One request at one number of connections, over all rounds. */
export interface RoundsRow extends LoadRow {
  /** Requests per second of each round. */
  readonly perRound: readonly number[];
}

/**
 * Puts servers under the same load in turn, request by request and round after round, so that what the machine does meanwhile
 * meets all of them, and none cools down for long: those of one round are compared with each other. Answers the rows of each
 * server, in the order given.
 * @param servers - each with the same requests, by name.
 */
export async function measureInTurn(servers: readonly Server[], slices: Slices): Promise<RoundsRow[][]> {
  const generator = new Generator();
  const rows: RoundsRow[][] = servers.map(() => []);
  try {
    for (const turns of inGroups(servers, slices.milliseconds)) {
      for (const { order } of turns)
        await generator.send({ ...order, milliseconds: 2 * slices.milliseconds });
      for (let round = 0; round < slices.rounds; round += 1) {
        for (const { pid, order, seen } of turns) seen.push(await generator.measure(pid, order));
      }
      for (const [server, { seen }] of turns.entries()) rows[server]?.push(overRounds(seen));
    }
  } finally {
    generator.end();
  }
  return rows;
}

/** How long a server is under load at a time, and how often. */
interface Slices {
  readonly milliseconds: number;
  readonly rounds: number;
}

/** One request at one number of connections to each server. */
function inGroups(servers: readonly Server[], milliseconds: number) {
  const [first] = servers;
  return (first?.requests ?? []).flatMap(({ name }) =>
    connectionCounts.map((connections) =>
      servers.flatMap(({ pid, requests }) =>
        requests
          .filter((request) => request.name === name)
          .map((request) => ({ pid, order: { request, connections, milliseconds }, seen: [] as LoadRow[] })),
      ),
    ),
  );
}

function overRounds(seen: readonly LoadRow[]): RoundsRow {
  const [first] = seen;
  if (first === undefined) throw new Error('There was no round');
  const sum = (of: (row: LoadRow) => number): number => seen.reduce((before, row) => before + of(row), 0);
  const middle = (of: (row: LoadRow) => number): number => median(seen.map(of));
  return {
    ...first,
    requests: sum(({ requests }) => requests),
    failures: sum(({ failures }) => failures),
    seconds: sum(({ seconds }) => seconds),
    cpu: middle(({ cpu }) => cpu),
    storeCpu: middle(({ storeCpu }) => storeCpu),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    perRound: seen.map(({ requests, seconds }) => requests / seconds),
  };
}
