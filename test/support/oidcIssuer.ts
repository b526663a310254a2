import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwt, rs256 } from './jwt.ts';

/** The client that tokens in tests are issued to. */
export const clientId = 'service-users-test';

/** One OpenID Connect issuer on loopback. */
export interface OidcIssuer {
  readonly url: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** How often each document was read. */
  readonly reads: { discovery: number; jwks: number };
  /** What is served in place of a good document, by the end of its path. */
  readonly broken: Map<'configuration' | 'jwks', { status: number; body: string; location?: string }>;
  /** An ID token for that subject, but for what is given; a claim that is undefined is left out. */
  idToken(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
  close(): Promise<void>;
}

let pair: { privateKey: KeyObject; publicKey: KeyObject } | undefined;

/** Starts an issuer on a free port. All issuers of a process share one RSA key, which takes long to make. */
export async function oidcIssuer(): Promise<OidcIssuer> {
  const { privateKey, publicKey } = (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const kid = 'issuer-key-1';
  const reads = { discovery: 0, jwks: 0 };
  const broken: OidcIssuer['broken'] = new Map();
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/jwks') === true ? 'jwks' : 'configuration';
    reads[document === 'jwks' ? 'jwks' : 'discovery'] += 1;
    const good = {
      configuration: { issuer: url, jwks_uri: `${url}/jwks` },
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    };
    const { status, body, location } = broken.get(document) ?? {
      status: 200,
      body: JSON.stringify(good[document]),
    };
    response
      .writeHead(status, { 'Content-Type': 'application/json', ...(location && { Location: location }) })
      .end(body);
  });
  const url = await listening(server);
  const idToken: OidcIssuer['idToken'] = (claims = {}, header = {}) =>
    jwt(
      { alg: 'RS256', kid, typ: 'JWT', ...header },
      { ...standardClaims(url), ...claims },
      rs256(privateKey),
    );
  return { url, kid, privateKey, publicKey, reads, broken, idToken, close: () => closed(server) };
}

function standardClaims(url: string) {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: url,
    sub: 'ada',
    aud: clientId,
    exp: iat + 3600,
    iat,
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
