import type { LoadRow } from '../load/load.ts';
import type { Results } from '../results.ts';
import { peersSection } from './peersSection.ts';
import { figures, rates } from './loadFigures.ts';
import { fixed, table } from './table.ts';

/** Rates and latencies of the local product and of peers. */
export function loadSection(load: NonNullable<Results['load']>['data'] | undefined): string {
  if (load === undefined) return '## The local product under load\n\nNot measured.';
  return [
    '## The local product under load',
    'The synthesized template on disk: gateway, functions in threads, the embedded DynamoDB, the local KMS; the generator is a process of its own. CPU microseconds are',
    'those of the whole serving process, and of the embedded DynamoDB beside it. `× health` is the CPU of both over that of `GET /health`',
    'at the same number of connections in the same run.',
    '',
    loadTable(load.rows),
    '',
    peersSection(load),
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
