import type { RoundsRow } from '../load/rounds.ts';
import { median } from '../median.ts';
import type { Compared } from '../peers/peers.ts';
import type { Results } from '../results.ts';
import { figures } from './loadFigures.ts';
import { fixed, table } from './table.ts';

type Measured = NonNullable<Results['load']>['data'];

/** The product beside its peers. */
export function peersSection({ compared, alone, rows }: Measured): string {
  const [product, ...peers] = compared;
  if (product === undefined) return '### Peers\n\nNot measured in this run.';
  const columns = ['connections', 'CPU µs', 'store µs', 'req/s', 'p50 ms', 'p99 ms', 'failed', 'rate', 'CPU'];
  return [
    introduction(product.rows[0]?.perRound.length ?? 0),
    '',
    table(
      ['Server', 'task', ...columns],
      compared.flatMap((server) => server.rows.map((row) => serverRow(server, row, product.rows))),
    ),
    '',
    ...peers.flatMap(leftOutText),
    goalText,
    '',
    verdicts(product.rows, { peers, alone, rows }),
  ].join('\n');
}

const introduction = (
  rounds: number,
): string => `### Peers that store durably, on the same machine in the same run

All servers ran at once, and were put under load in turn: each figure is the median of ${rounds} rounds. \`rate\` is that of this product over that of the peer in the same round,
its median with the least and the most; \`CPU\` is the CPU time of the peer for one request, its store included, over
that of this product. The goal is a rate of at least 2 over the best peer.

The tasks are alike, not equal: this product issues a signed JWT, records its session, and runs authorizer and function in threads of
their own; both tokens of better-auth are random texts, stored by a call in its own process. Its API keys are made with a session and verified by a
call of its library behind a bare HTTP route; its OAuth provider and glewlwyd are asked as this product is, for \`client_credentials\`, and introspect what
they issued. Not measured, since nothing of them is stored: JWTs of better-auth.`;

const goalText = `Against the goal, the best peer of each task. **Calls alone** is what a bare client gets through that sends this product's calls to the same DynamoDB and KMS and does nothing else: no gateway, no
authorizer, no function, nothing signed or checked. **With the gateway** adds the time of \`GET /health\`, which the gateway answers by itself: with one connection nothing else
can go on meanwhile. Where either is below the goal's rate, no code of authorizer and functions reaches it on this machine.`;

const same =
  ({ name, connections }: { readonly name: string; readonly connections: number }) =>
  (other: { readonly name: string; readonly connections: number }): boolean =>
    other.name === name && other.connections === connections;

const rateOf = ({ perRound }: RoundsRow): number => median(perRound);

function ratiosTo(own: RoundsRow, peer: RoundsRow): number[] {
  return own.perRound.map((rate, round) => rate / (peer.perRound[round] ?? Infinity));
}

function serverRow({ name, version }: Compared, row: RoundsRow, product: readonly RoundsRow[]) {
  const seen = [fixed(rateOf(row)), fixed(row.p50, 1), fixed(row.p99, 1), row.failures];
  const cells = [`${name} ${version ?? ''}`.trim(), row.name, row.connections, ...figures(row), ...seen];
  const own = product.find(same(row));
  if (own === undefined || own === row) return [...cells, '–', '–'];
  const ratios = ratiosTo(own, row);
  const cpu = (row.cpu + row.storeCpu) / (own.cpu + own.storeCpu);
  return [...cells, spread(ratios), fixed(cpu, 2)];
}

function spread(ratios: readonly number[]): string {
  return `${fixed(median(ratios), 2)} (${fixed(Math.min(...ratios), 2)} to ${fixed(Math.max(...ratios), 2)})`;
}

/** Whether the goal holds for each task and number of connections, and how far from it what cannot be spared is. */
function verdicts(
  product: readonly RoundsRow[],
  { peers, alone, rows }: { readonly peers: readonly Compared[] } & Omit<Measured, 'compared'>,
): string {
  const all = peers.flatMap((peer) => peer.rows);
  const lines = product.flatMap((own) => {
    const [best] = all.filter(same(own)).toSorted((left, right) => rateOf(right) - rateOf(left));
    if (best === undefined) return [];
    const ratios = ratiosTo(own, best);
    const goal = median(ratios) >= 2 ? 'met' : '**missed**';
    const calls = alone.find(same(own))?.perSecond ?? 0;
    const health = rows.find(same({ name: 'GET /health', connections: own.connections }));
    const both =
      own.connections === 1 && health ? fixed(1 / (1 / calls + health.seconds / health.requests)) : '–';
    const rates = [fixed(rateOf(own)), fixed(rateOf(best)), spread(ratios), goal, fixed(rateOf(best) * 2)];
    return [[own.name, own.connections, ...rates, fixed(calls), both]];
  });
  const columns = ['this product', 'best peer', 'rate', 'goal', 'goal at', 'calls alone', 'with the gateway'];
  return table(['Task', 'connections', ...columns], lines);
}

function leftOutText({ name, leftOut }: Compared): string[] {
  return leftOut === undefined ? [] : [`- ${name} was left out: ${leftOut}`, ''];
}
