import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { loopback } from '../support/loopback.ts';
import { commandFile } from '../support/runCommand.ts';

/** Tells on the third descriptor how much processor time a process has used, in milliseconds. */
const meter = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs';
   process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String((user + system) / 1000)); });`,
)}`;

async function processorTime(args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, ['--import', meter, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  return Number(told);
}

async function least(times: number, measure: () => Promise<number>): Promise<number> {
  let found = Infinity;
  for (let run = 0; run < times; run += 1) found = Math.min(found, await measure());
  return found;
}

// Processor time in place of time on the clock: the figure is of the command, not of who else uses the machine.
it('adds less than 150 ms to Node itself, with a call and its answer', async () => {
  const me = { ActiveRole: { RoleName: 'r', Permissions: [] } };
  const api = await loopback(() => Response.json(me));
  const env = { SERVICE_USERS_URL: api.url, SERVICE_USERS_TOKEN: 't' };
  const file = await commandFile();
  const bare = await least(5, () => processorTime(['-e', '0'], env));
  const call = await least(5, () => processorTime([file, 'whoami'], env));
  expect(call - bare).toBeLessThan(150);
  expect(api.seen.length).toBe(5);
});
