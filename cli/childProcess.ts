import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ConfigurationError } from './exitCodes.ts';

/** Credentials of the one who runs the command: the command gets those of the service user only. */
const ours = [
  'SERVICE_USERS_TOKEN',
  'SERVICE_USERS_TOKEN_FILE',
  'SERVICE_USERS_CLIENT_ID',
  'SERVICE_USERS_CLIENT_SECRET',
  'SERVICE_USERS_PROFILE',
];

/**
 * Runs a command with further variables and the terminal of this process.
 * @returns what the shell would be told: its exit code, or 128 and the number of the signal that ended it.
 */
export function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  added: Readonly<Record<string, string>>,
): Promise<number> {
  const kept = Object.entries(process.env).filter(([name]) => !ours.includes(name));
  const child = spawn(program, args, { stdio: 'inherit', env: { ...Object.fromEntries(kept), ...added } });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  // The command decides what a signal means; we stay until it has ended, to end the session.
  const pass = signals.map((signal) => [signal, () => void child.kill(signal)] as const);
  for (const [signal, handle] of pass) process.on(signal, handle);
  return new Promise<number>((resolve, reject) => {
    child.on('error', (error) => {
      reject(new ConfigurationError(`${program} cannot be run: ${error.message}`));
    });
    child.on('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  }).finally(() => {
    for (const [signal, handle] of pass) process.off(signal, handle);
  });
}
