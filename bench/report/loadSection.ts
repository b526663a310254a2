import type { LoadRow } from '../load/load.ts';
import { peerRequests, type PeerResult } from '../peers/peer.ts';
import { fixed, table } from './table.ts';

type Load = { readonly rows: readonly LoadRow[]; readonly peers: readonly PeerResult[] } | undefined;

const rateOf = ({ requests, seconds }: LoadRow): number => requests / seconds;

/** Rates and latencies of the local product and of peers. */
export function loadSection(load: Load): string {
  if (load === undefined) return '## The local product under load\n\nNot measured.';
  return [
    '## The local product under load',
    'The synthesized template on disk: gateway, functions in threads, the embedded DynamoDB, the local KMS; the generator is a process of its own. CPU microseconds are',
    'those of the whole serving process, and of the embedded DynamoDB beside it. `× health` is the CPU of both over that of `GET /health`',
    'at the same number of connections in the same run.',
    '',
    loadTable(load.rows),
    '',
    peersText(load),
  ].join('\n');
}

function loadTable(rows: readonly LoadRow[]): string {
  const health = new Map(
    rows.filter(({ name }) => name === 'GET /health').map((row) => [row.connections, row]),
  );
  return table(
    [
      'Request',
      'connections',
      'CPU µs',
      'store µs',
      '× health',
      'req/s',
      'p50 ms',
      'p99 ms',
      'bytes',
      'failed',
    ],
    rows.map((row) => {
      const base = health.get(row.connections) ?? row;
      const ratio = (row.cpu + row.storeCpu) / (base.cpu + base.storeCpu);
      return [
        row.name,
        row.connections,
        ...figures(row),
        fixed(ratio, 1),
        ...rates(row),
        row.bytes,
        row.failures,
      ];
    }),
  );
}

const figures = ({ cpu, storeCpu }: LoadRow): string[] => [fixed(cpu), fixed(storeCpu)];
const rates = (row: LoadRow): string[] => [fixed(rateOf(row)), fixed(row.p50, 1), fixed(row.p99, 1)];

/** What of the product does the work that peers were asked for. */
const ofProduct = {
  [peerRequests.issue]: 'token endpoint: client_credentials',
  [peerRequests.verify]: 'verified call by service token: GET /users/me',
} as const;

function peersText({ rows, peers }: NonNullable<Load>): string {
  if (peers.length === 0) return '### Peers\n\nNot measured in this run.';
  const own = Object.entries(ofProduct).flatMap(([task, name]) =>
    rows.filter((row) => row.name === name).map((row) => ({ server: 'this product', task, row })),
  );
  const others = peers.flatMap(({ name, version, rows: seen }) =>
    seen.map((row) => ({ server: `${name} ${version ?? ''}`.trim(), task: row.name, row })),
  );
  const rateOfProduct = ({ name, connections }: LoadRow): number => {
    const same = own.find(({ task, row }) => task === name && row.connections === connections);
    return same === undefined ? Number.NaN : rateOf(same.row);
  };
  return [
    '### Peers that store durably, on the same machine in the same run',
    'The last column is the rate of this product over that of the peer: the goal is at least 2.',
    '',
    table(
      [
        'Server',
        'task',
        'connections',
        'CPU µs',
        'store µs',
        'req/s',
        'p50 ms',
        'p99 ms',
        'failed',
        'product ÷ peer',
      ],
      [...own, ...others].map(({ server, task, row }) => [
        ...[server, task, row.connections],
        ...[...figures(row), ...rates(row), row.failures],
        server === 'this product' ? '–' : fixed(rateOfProduct(row) / rateOf(row), 2),
      ]),
    ),
    '',
    ...peers.flatMap(leftOutText),
  ].join('\n');
}

function leftOutText({ name, leftOut }: PeerResult): string[] {
  return leftOut === undefined ? [] : [`- ${name} was left out: ${leftOut}`];
}
