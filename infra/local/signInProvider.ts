import { createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { asRecord, asString } from './json.ts';
import { readKept, writeKept } from './keptFile.ts';
import { receiveBody } from './receiveBody.ts';
import { isLoopback, signInConfiguration } from './signInConfiguration.ts';
import type { SignInSecrets, SignInSettings } from './signInConfiguration.ts';
import { page, pickPersonPage } from './signInPage.ts';
import type { LocalPeople } from './signInPage.ts';

/** A running OpenID Connect provider. */
export interface SignInProvider {
  readonly issuer: string;
  readonly clientId: string;
  stop(): Promise<void>;
}

/** @throws Error unless the text is of a key and a secret. */
function readSecrets(text: string): SignInSecrets {
  const { key, cookies } = asRecord(JSON.parse(text));
  createPrivateKey({ key: asRecord(key), format: 'jwk' });
  return { key: key as SignInSecrets['key'], cookies: asString(cookies) };
}

function secretsOf(file: string | undefined): SignInSecrets {
  const kept = file === undefined ? undefined : readKept(file, readSecrets);
  if (kept !== undefined) return kept;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 16);
  const key: SignInSecrets['key'] = { ...jwk, kty: 'RSA', kid, use: 'sig', alg: 'RS256' };
  const secrets = { key, cookies: randomBytes(32).toString('hex') };
  if (file !== undefined) writeKept(file, JSON.stringify(secrets));
  return secrets;
}

/** No script and no outside resource; redirects after the form lead to this machine only. */
const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The page of one sign-in: GET shows the people, POST takes the choice. */
async function interact(
  provider: Provider,
  people: LocalPeople,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.writeHead(200, pageHeaders).end(pickPersonPage(request.url ?? '', people.shown));
    return;
  }
  const body = await receiveBody(request);
  const chosen = Buffer.isBuffer(body) ? new URLSearchParams(body.toString('utf8')).get('person') : null;
  if (chosen === null || !people.find(chosen)) {
    response.writeHead(400, pageHeaders).end(page('Nobody of that name', '<p>Go back and pick again.</p>'));
    return;
  }
  const login = { accountId: chosen };
  await provider.interactionFinished(request, response, { login, consent: {} });
}

function makeProvider(issuer: string, settings: SignInSettings): Provider {
  const provider = new Provider(issuer, signInConfiguration(settings, secretsOf(settings.secretsFile)));
  // Command-line clients listen on any free port and path of this machine (RFC 8252 section 7.3).
  provider.Client.prototype.redirectUriAllowed = (uri: string) => isLoopback(uri);
  provider.Client.prototype.postLogoutRedirectUriAllowed = (uri: string) => isLoopback(uri);
  return provider;
}

/** Starts a provider with authorization code and PKCE, on which one picks a person in place of a password. */
export async function startSignInProvider(settings: SignInSettings): Promise<SignInProvider> {
  const issuer = `http://127.0.0.1:${settings.port}`;
  const provider = makeProvider(issuer, settings);
  const serve = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void serve(request, response);
    interact(provider, settings.people, { request, response }).catch(() => {
      response
        .writeHead(400, pageHeaders)
        .end(page('This page has expired', '<p>Start signing in again.</p>'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  return {
    issuer,
    clientId: settings.clientId,
    stop: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
