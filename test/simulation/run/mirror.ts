import type { AttributeValue } from 'aws-lambda';
import type { Item } from '../../../shared/store/item.ts';
import { itemOf } from '../../../shared/store/streamImages.ts';

/** An item as DynamoDB's protocol carries it. */
export type Image = Readonly<Record<string, AttributeValue>>;

/** One item that a write changed: what it was and what it is. */
export interface Changed {
  readonly pk: string;
  readonly sk: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly oldImage: Image | undefined;
  readonly newImage: Image | undefined;
}

/** One text per key of an image. */
export function keyText(image: Image): string {
  return `${image['pk']?.S ?? ''}\n${image['sk']?.S ?? ''}`;
}

interface Stored {
  readonly image: Image;
  readonly item: Item;
}

/** What the table holds, in memory, kept by the answers of the engine: invariants look here after every write. */
export class Mirror {
  readonly #items = new Map<string, Stored>();

  get(pk: string, sk: string): Item | undefined {
    return this.#items.get(`${pk}\n${sk}`)?.item;
  }

  image(key: string): Image | undefined {
    return this.#items.get(key)?.image;
  }

  user(userId: string): Item | undefined {
    return this.get(`USER#${userId}`, 'USER');
  }

  /** All items. */
  *all(): Generator<Item> {
    for (const { item } of this.#items.values()) yield item;
  }

  /** All items of a kind. */
  *ofEntity(entity: string): Generator<Item> {
    for (const { item } of this.#items.values()) if (item['entity'] === entity) yield item;
  }

  /** All items of a partition. */
  partition(pk: string): Item[] {
    return [...this.#items.values()].map(({ item }) => item).filter((item) => item['pk'] === pk);
  }

  /** Puts what a write left in place of what was there; undefined: removed. */
  put(key: string, image: Image | undefined): Changed {
    const [pk = '', sk = ''] = key.split('\n');
    const old = this.#items.get(key);
    const item = image === undefined ? undefined : itemOf(image);
    if (image === undefined || item === undefined) this.#items.delete(key);
    else this.#items.set(key, { image, item });
    return { pk, sk, before: old?.item, after: item, oldImage: old?.image, newImage: image };
  }
}
