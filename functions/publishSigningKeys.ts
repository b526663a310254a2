import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { Kms } from '../shared/aws/kms.ts';
import type { Instant } from '../shared/domain/time.ts';
import { settings } from '../shared/runtime/config.ts';
import { createDependencies } from '../shared/runtime/dependencies.ts';
import { log } from '../shared/runtime/log.ts';
import { putCursorKey } from '../shared/store/cursorKey.ts';
import { publicKeysKey } from '../shared/store/keys.ts';
import { isPublished, readPublishedKeys, type PublishedKey } from '../shared/tokens/publicKeys.ts';

/**
 * Publishes the public halves of the configured signing keys, once per deployment, so that verifying never needs KMS.
 * Keys that left the configuration stay until the last token they signed has ended.
 */
export async function handler(): Promise<void> {
  const { table, clock } = createDependencies();
  const kms = new Kms();
  const configured = await Promise.all(settings('SIGNING_KEYS').map((keyArn) => fetchKey(kms, keyArn)));
  const before = readPublishedKeys(await table.get(publicKeysKey));
  const keys = [...configured, ...retired(before, configured, clock())];
  const failed = await table.transact([{ put: { ...publicKeysKey, entity: 'publicKeys', keys } }]);
  if (failed.length > 0) throw new Error('the public keys were not stored');
  // A cursor key that is there already stays: cursors outlive a deployment.
  await table.transact([putCursorKey(randomBytes(32))]);
  log.info('worker', { worker: 'publishSigningKeys', kids: keys.map(({ kid }) => kid) });
}

/** Those published before and no longer configured, while a token of theirs may be alive. */
function retired(
  before: readonly PublishedKey[],
  configured: readonly PublishedKey[],
  now: Instant,
): PublishedKey[] {
  const current = new Set(configured.map(({ kid }) => kid));
  return before
    .filter(({ kid }) => !current.has(kid))
    .map((key) => ({ ...key, retiredAt: key.retiredAt ?? now }))
    .filter((key) => isPublished(key, now));
}

async function fetchKey(kms: Kms, keyArn: string): Promise<PublishedKey> {
  const { PublicKey } = await kms.call('GetPublicKey', { KeyId: keyArn });
  if (PublicKey === undefined) throw new Error('KMS answered without a public key');
  const jwk = createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  if (jwk.crv !== 'P-256' || jwk.x === undefined || jwk.y === undefined) throw new Error('not a P-256 key');
  return { kid: thumbprint(jwk.x, jwk.y), x: jwk.x, y: jwk.y, keyArn };
}

/** The key id is the thumbprint of the key (RFC 7638), so it cannot name another. */
function thumbprint(x: string, y: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
}
