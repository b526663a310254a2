import type { LoadRow } from '../load/load.ts';
import { peerRequests, type PeerResult } from '../peers/peer.ts';
import { figures, rateOf, rates } from './loadFigures.ts';
import { fixed, table } from './table.ts';

/** What of the product does the work that peers were asked for. */
const ofProduct: Readonly<Record<string, string>> = {
  [peerRequests.issue]: 'token endpoint: client_credentials',
  [peerRequests.verify]: 'verified call by service token: GET /users/me',
};

/** The product beside its peers. */
export function peersSection(rows: readonly LoadRow[], peers: readonly PeerResult[]): string {
  if (peers.length === 0) return '### Peers\n\nNot measured in this run.';
  const own = Object.entries(ofProduct).flatMap(([name, of]) =>
    rows.filter((row) => row.name === of).map((row) => ({ ...row, name })),
  );
  const figuresOf = (server: string, row: LoadRow) => [
    ...[server, row.name, row.connections],
    ...[...figures(row), ...rates(row), row.failures],
  ];
  const others = peers.flatMap(({ name, version, rows: seen }) =>
    seen.map((row) => [...figuresOf(`${name} ${version ?? ''}`, row), ...ratios(row, own)]),
  );
  const columns = ['connections', 'CPU µs', 'store µs', 'req/s', 'p50 ms', 'p99 ms', 'failed', 'rate', 'CPU'];
  return [
    introduction,
    '',
    table(
      ['Server', 'task', ...columns],
      [...own.map((row) => [...figuresOf('this product', row), '–', '–']), ...others],
    ),
    '',
    ...peers.flatMap(leftOutText),
    ...own.flatMap((row) => verdict(row, peers)),
  ].join('\n');
}

const introduction = `### Peers that store durably, on the same machine in the same run

\`rate\` is that of this product over that of the peer; \`CPU\` is the CPU time of the peer for one request, its store included, over
that of this product, which other work on the machine disturbs less. The goal is a rate of at least 2 over the best peer.

The tasks are alike, not equal: this product issues a signed JWT, records its session, and runs authorizer and function in threads of
their own; an API key of better-auth is a random text, verified by a call of its library behind a bare HTTP route, with the store
in its process. Peers ran after the product, one after the other, so a change of the load between them is in the rates.`;

function ratios(row: LoadRow, own: readonly LoadRow[]): string[] {
  const same = own.find(({ name, connections }) => name === row.name && connections === row.connections);
  if (same === undefined) return ['–', '–'];
  const cpu = (row.cpu + row.storeCpu) / (same.cpu + same.storeCpu);
  return [fixed(rateOf(same) / rateOf(row), 2), fixed(cpu, 2)];
}

/** Whether the goal holds for one task and number of connections. */
function verdict(row: LoadRow, peers: readonly PeerResult[]): string[] {
  const rivals = peers
    .flatMap(({ rows }) => rows)
    .filter(({ name, connections }) => name === row.name && connections === row.connections);
  if (rivals.length === 0) return [];
  const ratio = rateOf(row) / Math.max(...rivals.map(rateOf));
  const goal = ratio >= 2 ? 'met' : '**missed**';
  return [`- ${row.name}, ${row.connections} connections: ${fixed(ratio, 2)} × the best peer, ${goal}`];
}

function leftOutText({ name, leftOut }: PeerResult): string[] {
  return leftOut === undefined ? [] : [`- ${name} was left out: ${leftOut}`];
}
