import type { TokenId, UserId } from '../domain/ids.ts';
import { instant, toIso, type Instant } from '../domain/time.ts';
import {
  isMadeBy,
  type FormerSecret,
  type OwnToken,
  type TokenKind,
  type TokenSecret,
} from '../domain/token.ts';
import { expression } from './expression.ts';
import { numberAt, optionalNumberAt, optionalStringAt, stringAt, textListAt } from './fields.ts';
import { expiringList, ownTokenKey, tokenKey, tokenNameKey, userKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** Prefix of all tokens of a user, which the ids sort by time of creation. */
const ownTokenPrefix = 'TOKEN#';

/** Parses what a token is verified by. @throws Error when the item is malformed. */
export function readSecret(item: Item): TokenSecret {
  return {
    ...readCommon(item),
    hash: stringAt(item, 'hash'),
    generation: numberAt(item, 'generation'),
    createdAt: instant(numberAt(item, 'createdAt')),
    expiresAt: optionalInstant(item, 'expiresAt'),
    revokedAt: optionalInstant(item, 'revokedAt'),
    lastUsedAt: optionalInstant(item, 'lastUsedAt'),
  };
}

/** Parses what a token is managed by. @throws Error when the item is malformed. */
export function readOwnToken(item: Item): OwnToken {
  return {
    ...readCommon(item),
    hash: stringAt(item, 'hash'),
    secretBy: optionalStringAt(item, 'secretBy'),
    previous: item['previous'] as FormerSecret[],
    createdAt: instant(numberAt(item, 'createdAt')),
    createdBy: { userId: stringAt(item, 'createdById'), displayName: stringAt(item, 'createdByName') },
    createdAs: optionalStringAt(item, 'createdAs') as UserId | undefined,
    version: numberAt(item, 'version'),
  };
}

function readCommon(item: Item) {
  return {
    tokenId: stringAt(item, 'tokenId') as TokenId,
    userId: stringAt(item, 'userId') as UserId,
    kind: stringAt(item, 'kind') as TokenKind,
    name: stringAt(item, 'name'),
    roleId: optionalStringAt(item, 'roleId'),
    lifeDays: optionalNumberAt(item, 'lifeDays'),
    allowedCidrs: item['allowedCidrs'] === undefined ? undefined : textListAt(item, 'allowedCidrs'),
  };
}

function optionalInstant(item: Item, name: string): Instant | undefined {
  const value = optionalNumberAt(item, name);
  return value === undefined ? undefined : instant(value);
}

/** The writes of a new token; `name` fails where the user has a token of that name (K3). */
export function putNewToken(
  own: OwnToken,
  secret: TokenSecret,
): { readonly name: Write; readonly token: Write[] } {
  return {
    name: {
      put: { ...tokenNameKey(own.userId, own.name), entity: 'tokenName', tokenId: own.tokenId },
      condition: expression`attribute_not_exists(#pk)`,
    },
    token: [
      { put: ownTokenItem(own), condition: expression`attribute_not_exists(#pk)` },
      putNewSecret(secret),
    ],
  };
}

function ownTokenItem({ createdBy, ...fields }: OwnToken): Item {
  return {
    ...ownTokenKey(fields.userId, fields.tokenId),
    entity: 'ownToken',
    ...fields,
    createdById: createdBy.userId,
    createdByName: createdBy.displayName,
  };
}

/** A secret that ends is listed by the day on which it does, so that its owners can be told before. */
function putNewSecret(secret: TokenSecret): Write {
  const { expiresAt, tokenId } = secret;
  return {
    put: {
      ...tokenKey(secret.hash),
      entity: 'token',
      ...secret,
      ...(expiresAt === undefined
        ? {}
        : { listPk: expiringList(toIso(expiresAt).slice(0, 10)), byName: tokenId }),
    },
    condition: expression`attribute_not_exists(#pk)`,
  };
}

/** Repeats that nobody rotated, revoked, restored or deleted the token since it was read, and lets others see this change. */
function bumpVersion({ userId, tokenId, version }: OwnToken): Write {
  return {
    update: ownTokenKey(userId, tokenId),
    changes: expression`SET #version = ${version + 1}`,
    condition: expression`#version = ${version}`,
  };
}

/** The writes that revoke secrets of a token at once (K6). */
export function revokeSecrets(own: OwnToken, hashes: readonly string[], now: Instant): Write[] {
  const secrets = hashes.map((hash): Write => ({
    update: tokenKey(hash),
    changes: expression`SET #revokedAt = if_not_exists(#revokedAt, ${now})`,
    condition: expression`attribute_exists(#pk)`,
  }));
  return [bumpVersion(own), ...secrets];
}

/** The writes that bring secrets of a token into the generation that its user has now (K7). */
export function restoreSecrets(own: OwnToken, hashes: readonly string[], generation: number): Write[] {
  const secrets = hashes.map((hash): Write => ({
    update: tokenKey(hash),
    changes: expression`SET #generation = ${generation} REMOVE #revokedAt`,
    condition: expression`attribute_exists(#pk)`,
  }));
  return [bumpVersion(own), ...secrets];
}

/** A rotation: the token with its new secret, and what becomes of the former ones. */
export interface Rotation {
  readonly before: OwnToken;
  readonly secret: TokenSecret;
  /** Who gets to know the new secret. */
  readonly by: string;
  /** When the replaced secret ends; undefined: now. */
  readonly replacedEndsAt: Instant | undefined;
  /** Former secrets that still work. */
  readonly alive: readonly FormerSecret[];
}

/** The writes of a rotation; the first fails where somebody changed the token meanwhile. */
export function rotateSecrets({ before, secret, by, replacedEndsAt, alive }: Rotation): Write[] {
  const { hash: replacedHash, secretBy } = before;
  const maker = secretBy === undefined ? {} : { by: secretBy };
  const replaced =
    replacedEndsAt === undefined ? [] : [{ hash: replacedHash, endsAt: replacedEndsAt, ...maker }];
  const previous = [...alive, ...replaced];
  const kept = new Set(previous.map(({ hash }) => hash));
  const ended = [before.hash, ...before.previous.map(({ hash }) => hash)].filter((hash) => !kept.has(hash));
  return [
    {
      update: ownTokenKey(before.userId, before.tokenId),
      changes: expression`SET #hash = ${secret.hash}, #secretBy = ${by}, #previous = ${previous}, #version = ${before.version + 1}`,
      condition: expression`#version = ${before.version}`,
    },
    putNewSecret(secret),
    ...previous.map(({ hash, endsAt }): Write => ({
      update: tokenKey(hash),
      // It ends because it was replaced: nobody needs to be told.
      changes: expression`SET #expiresAt = ${endsAt} REMOVE #listPk, #byName`,
      condition: expression`attribute_exists(#pk)`,
    })),
    ...ended.map((hash): Write => ({ remove: tokenKey(hash) })),
  ];
}

/** The writes that leave nothing of a token; the first fails where somebody changed it meanwhile. */
export function removeToken(own: OwnToken): Write[] {
  return [
    { remove: ownTokenKey(own.userId, own.tokenId), condition: expression`#version = ${own.version}` },
    { remove: tokenNameKey(own.userId, own.name) },
    ...hashesOf(own).map((hash): Write => ({ remove: tokenKey(hash) })),
  ];
}

/** Hashes of all secrets of a token, the current one first. */
export function hashesOf({ hash, previous }: OwnToken): string[] {
  return [hash, ...previous.map((former) => former.hash)];
}

/** One page of the tokens of a user, newest first: a consistent read of its partition, whatever else it holds. */
export async function queryOwnTokens(
  table: Table,
  { userId, limit, after }: { userId: string; limit: number; after: string | undefined },
): Promise<{ readonly tokens: readonly OwnToken[]; readonly next: string | undefined }> {
  const { pk } = userKey(userId);
  const upper = after === undefined ? `${ownTokenPrefix}~` : ownTokenKey(userId, after).sk;
  const tokens: OwnToken[] = [];
  let startAfter: Item | undefined;
  do {
    const page = await table.query({
      key: expression`#pk = ${pk} AND #sk BETWEEN ${ownTokenPrefix} AND ${upper}`,
      descending: true,
      // BETWEEN holds its upper bound, which the page before ended with.
      limit: limit + 2,
      startAfter,
    });
    tokens.push(...page.items.map(readOwnToken).filter(({ tokenId }) => tokenId !== after));
    startAfter = page.next;
  } while (startAfter !== undefined && tokens.length <= limit);
  const shown = tokens.slice(0, limit);
  return { tokens: shown, next: tokens.length > limit ? shown.at(-1)?.tokenId : undefined };
}

/**
 * The tokens on a user that a person created, or rotated to a secret that works still (by itself or acting as that user), newest first.
 * From consistent reads, since what is not found here is not revoked: the cost grows with the tokens of that one user.
 */
export async function tokensCreatedBy(
  table: Table,
  { userId, personId, now }: { userId: string; personId: string; now: Instant },
): Promise<OwnToken[]> {
  const found: OwnToken[] = [];
  let after: string | undefined;
  do {
    const page = await queryOwnTokens(table, { userId, limit: 100, after });
    found.push(...page.tokens.filter((token) => isMadeBy(token, personId, now)));
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** Secrets by hash, from consistent reads side by side; undefined where there is none. */
export async function getSecrets(
  table: Table,
  hashes: readonly string[],
): Promise<(TokenSecret | undefined)[]> {
  const items = await table.getMany(hashes.map(tokenKey));
  return items.map((item) => (item === undefined ? undefined : readSecret(item)));
}
