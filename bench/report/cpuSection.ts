import type { CpuBoth } from '../cpu/cpu.ts';
import type { CpuResult, CpuRow } from '../cpu/figures.ts';
import { fixed, table } from './table.ts';

/** Microseconds of authorizer and handler together: of the quickest rounds, which other work disturbed least. */
export function bestSum({ authorizer, handler }: CpuRow): number {
  return (authorizer?.best ?? 0) + handler.best;
}

/** The goals of the project, in microseconds. */
export const cpuGoals = { issue: 400, verified: 500 } as const;

/** CPU per request. */
export function cpuSection(both: CpuBoth | undefined): string {
  if (both === undefined) return '## CPU per request\n\nNot measured.';
  const { own, withSdk } = both;
  return [
    '## CPU per request, without store and network',
    'CPU microseconds of authorizer and function, warm, log line included: median of the rounds, and the best round in parentheses. The',
    "clients answer what was recorded; the signature is made with a local key, which on AWS is KMS's work. **Own** ends where a command is handed to the",
    "AWS SDK; **with SDK** has the SDK's serializing, signing of requests and parsing too, and no socket. `× verify` is the best round over one ES256 verification",
    `in the same process (${fixed(own.verification.best)} and ${fixed(withSdk.verification.best)} µs). Goals, for own work: at most ${cpuGoals.issue} µs for issuing, ${cpuGoals.verified} µs for a verified call.`,
    '',
    table(
      [
        'Request',
        'own: authorizer',
        'function',
        'sum',
        '× verify',
        'with SDK: authorizer',
        'function',
        'sum',
        '× verify',
      ],
      own.rows.map((row, at) => [row.name, ...cells(row, own), ...cells(withSdk.rows[at] ?? row, withSdk)]),
    ),
    '',
    verdict(own.rows),
  ].join('\n');
}

function cells(row: CpuRow, { verification }: CpuResult): string[] {
  const { authorizer, handler } = row;
  const median = (authorizer?.median ?? 0) + handler.median;
  return [
    authorizer === undefined ? '–' : `${fixed(authorizer.median)} (${fixed(authorizer.best)})`,
    `${fixed(handler.median)} (${fixed(handler.best)})`,
    `${fixed(median)} (${fixed(bestSum(row))})`,
    fixed(bestSum(row) / verification.best, 1),
  ];
}

function verdict(rows: readonly CpuRow[]): string {
  const goals = rows.flatMap((row) => {
    const goal = row.name.startsWith('issue')
      ? cpuGoals.issue
      : row.name.startsWith('verified')
        ? cpuGoals.verified
        : undefined;
    if (goal === undefined) return [];
    const best = bestSum(row);
    return [`- ${row.name}: ${fixed(best)} of ${goal} µs, ${best <= goal ? 'met' : '**missed**'}`];
  });
  return goals.join('\n');
}
