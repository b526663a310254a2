import { proposeCompletions, run } from '@stricli/core';
import { application } from './application.ts';
import type { Cli } from './command.ts';
import { exitCodes } from './exitCodes.ts';
import { version } from './version.ts';

const surroundings = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  exitCode: null as number | string | null,
};
let chosen: number | undefined;
const context: Cli & { process: typeof surroundings } = {
  process: surroundings,
  exit: (code) => {
    chosen = code;
  },
};

/** What the library answers for mistakes on the command line is below zero; a shell would see 251. */
function exitCode(): number {
  const answered = Number(surroundings.exitCode ?? 0);
  if (answered === 0) return chosen ?? exitCodes.ok;
  if (answered > 0) return answered;
  return [-4, -5].includes(answered) ? exitCodes.usage : exitCodes.failed;
}

// `… | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed);
});

const words = process.argv.slice(2);
if (words[0] === '__complete') {
  const found = await proposeCompletions(application(version), words.slice(1), context);
  process.stdout.write(found.map(({ completion }) => `${completion}\n`).join(''));
} else {
  await run(application(version), words, context);
  process.exitCode = exitCode();
}
