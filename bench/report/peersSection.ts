import type { LoadRow } from '../load/load.ts';
import type { PeerResult } from '../peers/peer.ts';
import { peerRequests } from '../peers/peerRequests.ts';
import type { Results } from '../results.ts';
import { figures, rateOf, rates } from './loadFigures.ts';
import { fixed, table } from './table.ts';

/** What of the product does the work that peers were asked for. */
const ofProduct: Readonly<Record<string, string>> = {
  [peerRequests.issue]: 'token endpoint: client_credentials',
  [peerRequests.verify]: 'verified call by service token: GET /users/me',
};

type Measured = NonNullable<Results['load']>['data'];

/** The product beside its peers. */
export function peersSection({ rows, peers, alone }: Measured): string {
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
    goalText,
    '',
    verdicts(own, { peers, alone }),
  ].join('\n');
}

const introduction = `### Peers that store durably, on the same machine in the same run

\`rate\` is that of this product over that of the peer; \`CPU\` is the CPU time of the peer for one request, its store included, over
that of this product, which other work on the machine disturbs less. The goal is a rate of at least 2 over the best peer.

The tasks are alike, not equal: this product issues a signed JWT, records its session, and runs authorizer and function in threads of
their own; both tokens of better-auth are random texts, stored by a call in its own process. Its API keys are made with a session and verified by a
call of its library behind a bare HTTP route; its OAuth provider and glewlwyd are asked as this product is, for \`client_credentials\`, and introspect what
they issued. Not measured, since nothing of them is stored: JWTs of better-auth. Peers ran after the product, one after the other, so a change of the load between them is in the rates.`;

const goalText = `Against the goal. **Calls alone** is what a bare client gets through that sends this product's calls to the same DynamoDB and KMS and does nothing else: no gateway, no
authorizer, no function, nothing signed or checked. Where that is below the goal's rate, no code of ours reaches it on this machine.`;

function ratios(row: LoadRow, own: readonly LoadRow[]): string[] {
  const same = own.find(({ name, connections }) => name === row.name && connections === row.connections);
  if (same === undefined) return ['–', '–'];
  const cpu = (row.cpu + row.storeCpu) / (same.cpu + same.storeCpu);
  return [fixed(rateOf(same) / rateOf(row), 2), fixed(cpu, 2)];
}

/** Whether the goal holds for each task and number of connections, and how far the calls alone would be from it. */
function verdicts(own: readonly LoadRow[], { peers, alone }: Omit<Measured, 'rows'>): string {
  const all = peers.flatMap(({ rows }) => rows);
  const rows = own.flatMap((row) => {
    const same = (other: { name: string; connections: number }): boolean =>
      other.name === row.name && other.connections === row.connections;
    const rivals = all.filter(same);
    if (rivals.length === 0) return [];
    const best = Math.max(...rivals.map(rateOf));
    const ratio = rateOf(row) / best;
    const calls = alone.find(same)?.perSecond ?? 0;
    const goal = ratio >= 2 ? 'met' : '**missed**';
    const rates = [fixed(rateOf(row)), fixed(best), fixed(ratio, 2), goal];
    return [[row.name, row.connections, ...rates, fixed(best * 2), fixed(calls)]];
  });
  const columns = ['this product', 'best peer', 'ratio', 'goal', 'goal at', 'calls alone'];
  return table(['Task', 'connections', ...columns], rows);
}

function leftOutText({ name, leftOut }: PeerResult): string[] {
  return leftOut === undefined ? [] : [`- ${name} was left out: ${leftOut}`];
}
