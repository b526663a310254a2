import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { usedAssertionKey } from '../../../shared/store/keys.ts';
import type { Item } from '../../../shared/store/item.ts';
import { thumbprint } from '../../../shared/tokens/thumbprint.ts';
import { es256, jwt } from '../../support/jwt.ts';
import { ourIssuer } from '../../support/signingKey.ts';
import type { Mirror } from './mirror.ts';

/** A token that was signed outside: of a pipeline's issuer, or by a client with a key of its own. */
export interface OutsideToken {
  readonly kind: 'federation' | 'assertion';
  readonly value: string;
  /** Who it is of: the issuer's name, or the client. */
  readonly issuer: string;
  readonly jti: string;
  readonly kid: string;
  /** Whose pipeline; of an assertion nothing. */
  readonly repo: string;
  /** In seconds. */
  readonly exp: number;
}

/** A token that is presented for a service user. */
export interface Presented {
  readonly token: OutsideToken;
  readonly userId: string;
  /** The application that a token is wanted for; none: this API. */
  readonly audience?: string;
}

/** The issuer of pipelines' tokens: its keys are pinned, so that nobody asks it. */
export const pipelines = 'https://ci.example.com';
/** Whose pipelines there are. */
export const repos = ['acme/lake', 'acme/bi'] as const;
/** The keys there are, of the issuer and of clients alike. */
export const kids = ['key-0', 'key-1'] as const;

const keys: ReadonlyMap<string, { readonly privateKey: KeyObject; readonly jwk: Record<string, unknown> }> =
  new Map(
    kids.map((kid) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return [kid, { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } }];
    }),
  );

/** The public part of a key. */
export function publicJwk(kid: string): Record<string, unknown> {
  return keys.get(kid)?.jwk ?? {};
}

/** The thumbprint of a key (RFC 7638). */
function thumbprintOf(kid: string): string {
  const jwk = publicJwk(kid);
  return thumbprint(createPublicKey({ key: jwk, format: 'jwk' }));
}

/** Signs a token. */
export function minted(token: Omit<OutsideToken, 'value'>, now: number): OutsideToken {
  const { kind, issuer, jti, kid, repo, exp } = token;
  const key = keys.get(kid);
  if (key === undefined) throw new Error(`no such key: ${kid}`);
  const own = kind === 'assertion' ? { sub: issuer } : { sub: `repo:${repo}`, repo };
  const claims = { iss: issuer, aud: ourIssuer, jti, exp, iat: Math.floor(now / 1000), ...own };
  return { ...token, value: jwt({ alg: 'ES256', kid, typ: 'JWT' }, claims, es256(key.privateKey)) };
}

/** When nobody may take it any more: its end, and the minute that clocks may differ by. */
export function endOf({ exp }: OutsideToken): number {
  return (exp + 60) * 1000;
}

/** Clocks differ by up to three seconds, and times are cut to seconds. */
const unclearMs = 4000;

/** Whether a token may be exchanged in the state of the moment. */
export function mayExchange(mirror: Mirror, { token, userId }: Presented, now: number): boolean | 'unclear' {
  const user = mirror.user(userId);
  const left = endOf(token) - now;
  if (user?.['status'] !== 'enabled' || left < -unclearMs || isUsed(mirror, token)) return false;
  const may = token.kind === 'assertion' ? hasKey(mirror, token, user) : isTrusted(mirror, token, user);
  return may !== false && left < unclearMs ? 'unclear' : may;
}

function hasKey(mirror: Mirror, { issuer, kid }: OutsideToken, { pk, userId }: Item): boolean {
  return issuer === userId && mirror.get(String(pk), `CLIENTKEY#${kid}`) !== undefined;
}

function isUsed(mirror: Mirror, { issuer, jti, kind, kid }: OutsideToken): boolean {
  const name =
    kind === 'assertion' ? { issuer, id: jti } : { issuer, id: `jti:${jti}`, signer: thumbprintOf(kid) };
  const { pk, sk } = usedAssertionKey(name);
  return mirror.get(pk, sk) !== undefined;
}

/** The first rule that the token meets decides: where they differ in whether their role is held, nothing is said. */
function isTrusted(mirror: Mirror, token: OutsideToken, user: Item): boolean | 'unclear' {
  const rules = mirror.partition(String(user['pk'])).filter((rule) => meets(token, rule));
  const held = new Set(
    rules.map((rule) => isHeld(mirror, user, String(rule['roleId'] ?? user['defaultRoleId']))),
  );
  if (held.size > 1) return 'unclear';
  return held.has(true);
}

function isHeld(mirror: Mirror, { roles }: Item, roleId: string): boolean {
  const isThere = !roleId.startsWith('rol_') || mirror.get(`ROLE#${roleId}`, 'ROLE') !== undefined;
  return isThere && Object.hasOwn(roles as object, roleId);
}

function meets({ issuer, kid, repo }: OutsideToken, rule: Item): boolean {
  if (rule['entity'] !== 'trustRule' || rule['issuer'] !== issuer) return false;
  const { conditions } = rule as { conditions?: readonly { readonly equals: unknown }[] };
  return conditions?.[0]?.equals === repo && kidOf(rule) === kid;
}

/** The key that a trust rule pins. */
export function kidOf({ jwks }: Item): string {
  const [first] = JSON.parse(String(jwks)) as readonly { readonly kid: string }[];
  return first?.kid ?? '';
}
