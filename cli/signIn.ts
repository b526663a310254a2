import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from './exitCodes.ts';
import { claimsOf, discover, tokensFrom, type IssuedTokens } from './issuer.ts';
import { say } from './terminal.ts';

/** Where and as what client a person signs in. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** A loopback address; port 0 takes a free one. */
  readonly redirectUri: string;
  readonly openBrowser: boolean;
}

const patience = 5 * 60_000;
const random = (): string => randomBytes(32).toString('base64url');

/** Signs a person in: a browser, code and PKCE, and a redirect to this machine (RFC 8252). */
export async function signIn(options: SignIn): Promise<IssuedTokens> {
  const endpoints = await discover(options.issuer);
  const [verifier, state, nonce] = [random(), random(), random()];
  const listener = await listen(options.redirectUri);
  try {
    const url = new URL(endpoints.authorization_endpoint);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const fields = {
      client_id: options.clientId,
      response_type: 'code',
      scope: options.scope,
      redirect_uri: listener.redirectUri,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state,
      nonce,
    };
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    invite(url.href, options.openBrowser);
    const code = codeOf(await listener.redirected, { state, issuer: options.issuer });
    const tokens = await tokensFrom(endpoints, {
      grant_type: 'authorization_code',
      client_id: options.clientId,
      code,
      code_verifier: verifier,
      redirect_uri: listener.redirectUri,
    });
    // The token came from the issuer itself over TLS; the nonce ties it to this browser (OIDC Core 3.1.3.7).
    if (claimsOf(tokens.IdToken)['nonce'] !== nonce)
      throw new ConfigurationError('The token is not of this sign-in.');
    return tokens;
  } finally {
    listener.close();
  }
}

/** Trades a refresh token for new tokens; undefined when the issuer has none for it any more. */
export async function refresh(
  issuer: string,
  clientId: string,
  refreshToken: string,
): Promise<IssuedTokens | undefined> {
  const endpoints = await discover(issuer);
  const fields = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
  return tokensFrom(endpoints, fields).catch((error: unknown) => {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  });
}

/** The answer of the issuer must be to our question, and from whom we asked (RFC 9207). */
function codeOf(answer: URLSearchParams, asked: { readonly state: string; readonly issuer: string }): string {
  const [code, issuer] = [answer.get('code'), answer.get('iss')];
  if (answer.get('state') !== asked.state) throw new ConfigurationError('The answer is not to this sign-in.');
  if (issuer !== null && issuer.replace(/\/+$/, '') !== asked.issuer.replace(/\/+$/, '')) {
    throw new ConfigurationError('The answer is from another issuer.');
  }
  if (code === null) {
    throw new ConfigurationError(
      `The issuer refused: ${answer.get('error_description') ?? answer.get('error') ?? ''}`,
    );
  }
  return code;
}

interface Listener {
  readonly redirectUri: string;
  readonly redirected: Promise<URLSearchParams>;
  close(): void;
}

async function listen(redirectUri: string): Promise<Listener> {
  const wanted = new URL(redirectUri);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(wanted.port), '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    throw new ConfigurationError(`Nobody can be sent back to ${redirectUri}: ${String(error)}`);
  });
  wanted.port = String((server.address() as AddressInfo).port);
  return {
    redirectUri: wanted.href,
    redirected: redirectedTo(server, wanted.pathname),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function redirectedTo(server: Server, path: string): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new ConfigurationError('Nobody signed in within five minutes.'));
    }, patience);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const ours = url.pathname === path;
      response.writeHead(ours ? 200 : 404, {
        'content-type': 'text/html; charset=utf-8',
        connection: 'close',
      });
      response.end(ours ? '<!doctype html><title>Service Users</title><p>You can close this page.</p>' : '');
      if (!ours) return;
      clearTimeout(timer);
      resolve(url.searchParams);
    });
  });
}

/** Shows the address and opens it; a machine without a browser is no obstacle, the address can be opened elsewhere. */
function invite(url: string, openBrowser: boolean): void {
  say(`Sign in here:\n  ${url}`);
  if (!openBrowser) return;
  const [program, ...before] = browserCommand();
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    say('No browser could be opened.');
  });
  child.unref();
}

function browserCommand(): readonly [string, ...string[]] {
  const own = process.env['BROWSER'];
  if (own) return [own];
  if (process.platform === 'darwin') return ['open'];
  return process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
