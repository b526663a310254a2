import type { PendingCall } from './container.ts';
import { keyText, type Image } from './mirror.ts';

interface Action {
  readonly TableName: string;
  readonly Key?: Image;
  readonly Item?: Image;
}
/** One item of a transaction as the protocol carries it. */
export type TransactItem = Partial<Readonly<Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', Action>>>;

/** The ClientRequestToken of a transaction. */
export function tokenOf({ target, body }: PendingCall): string {
  const { ClientRequestToken: token } = body;
  if (target === 'TransactWriteItems' && typeof token !== 'string')
    throw new Error('a transaction without a token');
  return String(token);
}

/** What an item of a transaction changes, with what it leaves there where the call says that. */
export function changedKeys({ Put, Update, Delete }: TransactItem): { key: Image; image?: Image | 'none' }[] {
  if (Put?.Item !== undefined) return [{ key: Put.Item, image: Put.Item }];
  if (Delete?.Key !== undefined) return [{ key: Delete.Key, image: 'none' }];
  return Update?.Key === undefined ? [] : [{ key: Update.Key }];
}

/** The keys of a write, without what no seed decides: hashes of secrets. */
export function keysShown({ target, body }: PendingCall): string {
  if (target !== 'TransactWriteItems') return '';
  const items = body['TransactItems'] as TransactItem[];
  const keys = items
    .flatMap((item) => Object.entries(item))
    .map(([kind, { Item, Key = {} }]) => {
      const [pk = '', sk = ''] = keyText(Item ?? Key).split('\n');
      return `${kind} ${pk.startsWith('TOKEN#') ? 'TOKEN#' : pk}/${sk}`;
    });
  return `[${keys.join(', ')}]`;
}
