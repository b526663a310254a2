import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A child that cannot outlive this process, however it ends. */
export interface GuardedProcess {
  /** Settles when the child is gone, with the last lines it wrote. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * The shell holds the reading end of a pipe whose writing end dies with us, also by SIGKILL: end of file stops
 * the child. The child reads from nowhere and has its own process group, so Ctrl-C reaches us first.
 */
const guard = `exec 3<&0; "$@" </dev/null 3<&- & child=$!
{ while read -r _ <&3; do :; done; kill "$child" 2>/dev/null; } &
wait "$child"; code=$?; kill $! 2>/dev/null; exit "$code"`;

function launch(command: string, commandArguments: readonly string[]): ChildProcess {
  const stdio = ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'];
  if (process.platform === 'win32') return spawn(command, commandArguments, { stdio });
  return spawn('/bin/sh', ['-c', guard, 'guard', command, ...commandArguments], { stdio, detached: true });
}

/** Starts a program that ends with this process. */
export function startGuarded(command: string, commandArguments: readonly string[]): GuardedProcess {
  const child = launch(command, commandArguments);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = `${output}${chunk.toString('utf8')}`.slice(-2000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdin?.on('error', () => undefined);
  const ended = once(child, 'close').then(
    () => output.trim(),
    (error: unknown) => String(error),
  );
  return {
    ended,
    stop: async () => {
      if (process.platform === 'win32') child.kill();
      child.stdin?.end();
      await ended;
    },
  };
}
