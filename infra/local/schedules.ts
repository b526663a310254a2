import type { ScheduleSettings } from './deployment.ts';
import type { FunctionLog } from './functionLog.ts';
import type { LambdaHost } from './lambdaHost.ts';

/** What schedules work with. */
export interface ScheduleParts {
  readonly host: LambdaHost;
  readonly log: FunctionLog;
  readonly signal: AbortSignal;
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Milliseconds of a `rate(…)` expression; undefined for any other. */
export function rateMilliseconds(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const milliseconds = unitMilliseconds[unit ?? ''];
  return milliseconds === undefined ? undefined : Number(count) * milliseconds;
}

/** Runs functions at their rate until the signal aborts; what has no rate is named in the log and not run. */
export function startSchedules(
  schedules: readonly ScheduleSettings[],
  { host, log, signal }: ScheduleParts,
): void {
  for (const { functionArn, expression, input } of schedules) {
    const every = rateMilliseconds(expression);
    if (every === undefined) {
      const line = { level: 'WARN', message: 'Schedule not run locally', functionArn, expression };
      log.write(`${JSON.stringify(line)}\n`);
      continue;
    }
    const timer = setInterval(() => void host.invoke(functionArn, input), every);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }
}
