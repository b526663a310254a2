import { parseArgs } from 'node:util';
import { signIn } from '../infra/local/signIn.ts';
import { runningOn } from './endpointFile.ts';
import { personNames } from './people.ts';

const usage = `npm run --silent local:token -- ${personNames.join('|')} [--data DIR]`;

async function main(): Promise<string> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string', default: '.local' } },
  });
  const [person, ...others] = positionals;
  if (person === undefined || others.length > 0) throw new Error(usage);
  const endpoint = await runningOn(values.data);
  if (!endpoint) throw new Error(`Nothing runs on ${values.data}. Start it with: npm start`);
  return signIn({ issuer: endpoint.issuer, clientId: endpoint.clientId, person });
}

try {
  console.log(await main());
} catch (error) {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  console.error(cause instanceof Error ? `${message}: ${cause.message}` : message);
  process.exitCode = 1;
}
