import { createHash } from 'node:crypto';
import {
  ApiProblem,
  federation,
  type Credentials,
  type Federation,
  type HeaderFields,
} from '../client/index.ts';
import { endOf } from './issuer.ts';
import { LockFailed } from './lock.ts';
import { exclusively, hasSettings, readSettings, settingsFolder, writeSettings } from './settingsFile.ts';

/** Access tokens by what they were got for. */
type KeptTokens = Readonly<
  Record<string, { readonly Token: string; /** Since the epoch, in milliseconds. */ readonly Until: number }>
>;

/** A credential that outlives the command, and the way to be rid of it. */
export interface KeptFederation {
  readonly credentials: Credentials;
  /** Drops the access token that was used last: the API does not take it any more. */
  readonly forget: () => Promise<void>;
}

/** Milliseconds that a call may take. */
const spare = 5_000;
/** Milliseconds for an answer: less than the time after which a lock counts as abandoned. */
const patience = 20_000;

/**
 * Federation for many commands with one token of the platform, which the API takes once: the access token is kept for
 * the others, until its end, in the folder of the settings. Where that cannot be written, each command is on its own.
 */
export function keptFederation(options: Federation): KeptFederation {
  const exchanges = new Map<string, Credentials>();
  let used: string | undefined;
  const exchangeOf = (key: string, subject: string): Credentials => {
    const known = exchanges.get(key);
    const exchange = known ?? federation({ ...options, subjectToken: () => subject, fetch: inTime });
    exchanges.set(key, exchange);
    return exchange;
  };
  return {
    credentials: async () => {
      const subject = await options.subjectToken();
      const key = (used = keyOf(subject, options));
      return headersWith(keptToken(key)) ?? exchangedOnce(key, exchangeOf(key, subject));
    },
    forget: async () => {
      if (used !== undefined) await forgetTokens((key) => key === used);
    },
  };
}

/** Forgets every access token that federation got on this machine. */
export function forgetAccessTokens(): Promise<void> {
  return forgetTokens(() => true);
}

const inTime: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(patience) });

/** Of commands that begin together one asks; the others find what it got. */
async function exchangedOnce(key: string, exchange: Credentials): Promise<HeaderFields> {
  try {
    return await exclusively('accessTokens', async () => {
      const found = headersWith(keptToken(key));
      if (found !== undefined) return found;
      const headers = await explained(exchange);
      keep(key, headers['authorization']?.replace(/^Bearer /, '') ?? '');
      return headers;
    });
  } catch (error) {
    if (error instanceof LockFailed) return explained(exchange);
    throw error;
  }
}

/** Says what can be done where the token of the platform was used before. */
async function explained(exchange: Credentials): Promise<HeaderFields> {
  try {
    return await exchange();
  } catch (error) {
    if (!(error instanceof ApiProblem) || !/used before/.test(error.detail)) throw error;
    const { code, status, title, errors } = error;
    const advice = `What it gave is kept in ${settingsFolder()} for further commands with the same scope and audience. Where that folder cannot be written or is not the same for all, give each command a token of its own, or --scope and --audience to none.`;
    throw new ApiProblem({ code, status, title, errors, detail: `${error.detail} ${advice}` });
  }
}

/** Nobody who reads the name learns the token; a scope or an audience makes another one. */
function keyOf(subject: string, { baseUrl, clientId, scope, audience }: Federation): string {
  const parts = JSON.stringify([subject, clientId, baseUrl, scope ?? null, audience ?? null]);
  return createHash('sha256').update(parts).digest('hex');
}

function headersWith(token: string | undefined): HeaderFields | undefined {
  return token === undefined ? undefined : { authorization: `Bearer ${token}` };
}

function keptToken(key: string): string | undefined {
  const all = liveTokens();
  return Object.hasOwn(all, key) ? all[key]?.Token : undefined;
}

/** A file that cannot be read is worth as much as none. */
function liveTokens(): KeptTokens {
  try {
    const all = Object.entries(readSettings<KeptTokens>('accessTokens', {}));
    return Object.fromEntries(all.filter(([, { Until }]) => Until > Date.now() + spare));
  } catch {
    return {};
  }
}

/** Those that have ended go with every token that comes. */
function keep(key: string, Token: string): void {
  const Until = endOf(Token);
  if (Until === undefined) return;
  try {
    writeSettings('accessTokens', { ...liveTokens(), [key]: { Token, Until } });
  } catch {
    // This command has its token; the next one says what to do.
  }
}

async function forgetTokens(which: (key: string) => boolean): Promise<void> {
  if (!hasSettings('accessTokens')) return;
  await exclusively('accessTokens', () => {
    const left = Object.entries(liveTokens()).filter(([key]) => !which(key));
    writeSettings('accessTokens', Object.fromEntries(left));
  });
}
