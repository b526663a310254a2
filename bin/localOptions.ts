import { parseArgs } from 'node:util';

import { portNumber } from '../infra/local/freePort.ts';
import { baseUrl } from '../infra/settingValues.ts';

/** What `npm start -- …` was asked for. */
export interface LocalOptions {
  readonly port: number;
  readonly data: string;
  readonly fresh: boolean;
  readonly quiet: boolean;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly superAdmins: readonly string[];
  readonly webhook: string | undefined;
}

/** Help for `npm start -- --help`. */
export const usage = `npm start -- [options]
  --port N            port of the API on 127.0.0.1 (4180)
  --data DIR          where tables, keys and logs are kept (.local)
  --fresh             start over with an empty DIR
  --quiet             print nothing but errors
  --issuer URL        trust this OpenID Connect issuer in place of the built-in provider
  --client-id ID      the client its tokens are for (with --issuer)
  --super-admin SUB   subject or verified e-mail address of a person who may switch to Super-Admin; repeatable
  --webhook URL       post each event to this address too, as CloudEvents in JSON
  --help              print this`;

/** An option that cannot be used; the message says which and why. */
export class UsageError extends Error {}

function portOf(text: string): number {
  const port = portNumber(text);
  if (port !== undefined) return port;
  throw new UsageError(`--port must be a number from 1 to 65535, not "${text}".`);
}

/** As it stands: the issuer of tokens is compared with it. */
function issuerOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    baseUrl('--issuer', text);
    return text;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function webhookOf(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new UsageError(`--webhook must be an http or https URL, not "${text}".`);
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: { type: 'string', default: '4180' },
        data: { type: 'string', default: '.local' },
        fresh: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        issuer: { type: 'string' },
        'client-id': { type: 'string' },
        'super-admin': { type: 'string', multiple: true, default: [] },
        webhook: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the options; undefined when help was asked for.
 * @throws UsageError
 */
export function localOptions(words: readonly string[]): LocalOptions | undefined {
  const values = parse(words);
  if (values.help) return undefined;
  const { issuer, 'client-id': clientId } = values;
  if ((issuer === undefined) !== (clientId === undefined)) {
    throw new UsageError('--issuer and --client-id belong together.');
  }
  if (clientId === '') throw new UsageError('--client-id is empty.');
  return {
    port: portOf(values.port),
    data: values.data,
    fresh: values.fresh,
    quiet: values.quiet,
    issuer: issuerOf(issuer),
    clientId,
    webhook: webhookOf(values.webhook),
    superAdmins: values['super-admin']
      .flatMap((value) => value.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  };
}
