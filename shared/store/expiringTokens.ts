import { addDays, toIso, type Instant } from '../domain/time.ts';
import { noticeDays, type NoticeDays } from '../domain/expiryNotice.ts';
import type { TokenSecret } from '../domain/token.ts';
import type { Person, User } from '../domain/user.ts';
import { allItems } from './allItems.ts';
import { expression } from './expression.ts';
import { optionalNumberAt } from './fields.ts';
import { expiringList, tokenKey, userKey, userShareKey } from './keys.ts';
import { grantCounts } from './grants.ts';
import { readShare } from './shares.ts';
import type { Item, Table, Write } from './table.ts';
import { readSecret } from './tokens.ts';
import { readUser } from './users.ts';

/** A secret that ends within the time of the first notice. */
export interface ExpiringSecret extends TokenSecret {
  readonly expiresAt: Instant;
  /** The last notice given, in days before the end. */
  readonly announced: number | undefined;
}

/** The secrets that end within the time of the first notice, as the index shows them, those that end first first. */
export async function* expiringSecrets(table: Table, now: Instant): AsyncGenerator<ExpiringSecret, void> {
  for (let day = 0; day <= Math.max(...noticeDays); day += 1) {
    const partition = expiringList(toIso(addDays(now, day)).slice(0, 10));
    let startAfter: Item | undefined;
    do {
      const page = await table.query({
        index: 'byName',
        key: expression`#listPk = ${partition}`,
        limit: 100,
        startAfter,
      });
      yield* page.items.flatMap(expiring);
      startAfter = page.next;
    } while (startAfter !== undefined);
  }
}

function expiring(item: Item): ExpiringSecret[] {
  const { expiresAt, ...secret } = readSecret(item);
  return expiresAt === undefined
    ? []
    : [{ ...secret, expiresAt, announced: optionalNumberAt(item, 'announced') }];
}

/** Marks a notice as given, on condition that it was not, and that the secret still works until then. Touches nothing else. */
export function markAnnounced({ hash, expiresAt, generation }: ExpiringSecret, days: NoticeDays): Write {
  return {
    update: tokenKey(hash),
    changes: expression`SET #announced = ${days}`,
    condition: expression`(attribute_not_exists(#announced) OR #announced > ${days}) AND attribute_not_exists(#revokedAt) AND #expiresAt = ${expiresAt} AND #generation = ${generation}`,
  };
}

/** The enabled people who have a direct Owner share of a service user, by consistent reads. */
export async function directOwners(table: Table, serviceUserId: string): Promise<Person[]> {
  const { pk, sk } = userShareKey(serviceUserId, '');
  const shares = (await allItems(table, { key: expression`#pk = ${pk} AND begins_with(#sk, ${sk})` })).map(
    readShare,
  );
  const owners: Person[] = [];
  for (let at = 0; at < shares.length; at += 100) {
    const batch = shares.slice(at, at + 100);
    const items = await table.getMany(batch.map(({ granteeId }) => userKey(granteeId)));
    for (const [index, share] of batch.entries()) {
      const user = enabledPerson(items[index]);
      // A share that is older than its person was given to somebody who is gone.
      if (user !== undefined && grantCounts(share, { since: user.createdAt })) owners.push(user);
    }
  }
  return owners;
}

function enabledPerson(item: Item | undefined): Person | undefined {
  const user: User | undefined = item === undefined ? undefined : readUser(item);
  return user?.kind === 'person' && user.status === 'enabled' ? user : undefined;
}
