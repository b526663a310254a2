import type { CpuBoth } from '../cpu/cpu.ts';
import type { CpuResult, CpuRow } from '../cpu/figures.ts';
import { fixed, table } from './table.ts';

/** Microseconds of authorizer and handler together: of the quickest rounds, which other work disturbed least. */
export function bestSum({ authorizer, handler }: CpuRow): number {
  return (authorizer?.best ?? 0) + handler.best;
}

/** Microseconds of both together: medians of the rounds. */
export function medianSum({ authorizer, handler }: CpuRow): number {
  return (authorizer?.median ?? 0) + handler.median;
}

/** The goals of the project, in microseconds. */
export const cpuGoals = { issue: 400, verified: 500 } as const;

/** CPU per request. */
export function cpuSection(both: CpuBoth | undefined): string {
  if (both === undefined) return '## CPU per request\n\nNot measured.';
  const { own, withClient } = both;
  return [
    '## CPU per request, without store and network',
    'CPU microseconds of authorizer and function, warm, log line included: median of the rounds, and the best round in parentheses. The',
    "clients answer what was recorded, KMS a signature made before: making it is KMS's work. **Own** ends where a call is handed to the",
    "client of AWS; **with client** has the client's serializing, signing of requests and parsing too, and no socket. `× verify` is the best round over one ES256 verification",
    `in the same process (${fixed(own.verification.best)} and ${fixed(withClient.verification.best)} µs). Goals: at most ${cpuGoals.issue} µs for issuing, ${cpuGoals.verified} µs for a verified call, "without the store". Lambda runs and bills the client's work too, so both are judged.`,
    '',
    table(
      [
        'Request',
        'own: authorizer',
        'function',
        'sum',
        '× verify',
        'with client: authorizer',
        'function',
        'sum',
        '× verify',
      ],
      own.rows.map((row, at) => [
        row.name,
        ...cells(row, own),
        ...cells(withClient.rows[at] ?? row, withClient),
      ]),
    ),
    '',
    verdict(both),
  ].join('\n');
}

function cells(row: CpuRow, { verification }: CpuResult): string[] {
  const { authorizer, handler } = row;
  const median = medianSum(row);
  return [
    authorizer === undefined ? '–' : `${fixed(authorizer.median)} (${fixed(authorizer.best)})`,
    `${fixed(handler.median)} (${fixed(handler.best)})`,
    `${fixed(median)} (${fixed(bestSum(row))})`,
    fixed(bestSum(row) / verification.best, 1),
  ];
}

/** Judged by the median, on both readings: whether the client's work is the store's or ours is not for the figures to say. */
function verdict({ own, withClient }: CpuBoth): string {
  const rows = own.rows.flatMap((row, at) => {
    const goal = goalOf(row.name);
    if (goal === undefined) return [];
    return [[row.name, goal, judged(row, goal), judged(withClient.rows[at] ?? row, goal)]];
  });
  return table(['Goal', 'µs', 'own work', 'with client'], rows);
}

function goalOf(name: string): number | undefined {
  if (name.startsWith('issue')) return cpuGoals.issue;
  return name.startsWith('verified') ? cpuGoals.verified : undefined;
}

function judged(row: CpuRow, goal: number): string {
  const median = medianSum(row);
  const bestMeets = bestSum(row) <= goal ? ` (best round ${fixed(bestSum(row))}: within)` : '';
  return median <= goal ? `${fixed(median)}: met` : `${fixed(median)}: **missed**${bestMeets}`;
}
