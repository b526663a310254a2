import type { Item } from '../../../shared/store/item.ts';
import type { Changed } from './mirror.ts';
import type { Simulation } from './simulation.ts';

/** Kinds of items that are listed, by the operation that does. */
const listed = {
  listUsers: { entity: 'user', id: 'userId', wire: 'UserId', lag: 2000 },
  listTags: { entity: 'tag', id: 'tagId', wire: 'TagId', lag: 2000 },
  listApplications: { entity: 'application', id: 'applicationId', wire: 'ApplicationId', lag: 2000 },
  listTokens: { entity: 'ownToken', id: 'tokenId', wire: 'TokenId', lag: 0 },
} as const;

/** An operation that lists page by page. */
export type ListId = keyof typeof listed;

/** Whether an operation lists page by page. */
export function isList(id: string): id is ListId {
  return id in listed;
}

/** Ids of what a page shows. */
export function idsShown(id: ListId, { Items }: Readonly<Record<string, unknown>>): string[] {
  const name = listed[id].wire;
  return (Items as Readonly<Record<string, unknown>>[]).map((item) => String(item[name]));
}

interface Life {
  readonly pk: string;
  readonly entity: string;
  /** When it was last written in a way that lists show, in ticks and in time. */
  readonly changed: { readonly tick: number; readonly at: number };
  readonly gone: boolean;
}

/** A list that was read to its end. */
export interface Listed {
  readonly id: ListId;
  /** Of whom, where it is of somebody. */
  readonly userId: string | undefined;
  readonly began: number;
  readonly beganAt: number;
  readonly shown: readonly string[];
}

/** Since when each listed item has been as it is: what a list has to show exactly once. */
export class Lives {
  readonly #simulation: Simulation;
  readonly #lives = new Map<string, Life>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** After each write. */
  changed(changes: readonly Changed[]): void {
    const { tick, now: at } = this.#simulation;
    for (const { pk, before, after } of changes) {
      const item = after ?? before;
      const kind = Object.values(listed).find(({ entity }) => entity === item?.['entity']);
      if (kind === undefined || isSame(before, after)) continue;
      const gone = after === undefined;
      this.#lives.set(String(item?.[kind.id]), { pk, entity: kind.entity, changed: { tick, at }, gone });
    }
  }

  /** What was there, unchanged, from before the list began, is shown once; what was gone is not. */
  wrongIn({ id, userId, began, beganAt, shown }: Listed): string[] {
    const { entity, lag } = listed[id];
    const latest = this.#simulation.calm ? Infinity : beganAt - lag;
    const settled = [...this.#lives].filter(
      ([, life]) => life.entity === entity && life.changed.tick <= began && life.changed.at < latest,
    );
    return settled.flatMap(([item, { pk, gone }]) => {
      if (userId !== undefined && pk !== `USER#${userId}`) return [];
      const times = shown.filter((one) => one === item).length;
      return times === (gone ? 0 : 1) ? [] : [`${item} ${times} times`];
    });
  }
}

/** Nothing that a list is sorted by. */
function isSame(before: Item | undefined, after: Item | undefined): boolean {
  return before !== undefined && after !== undefined && before['version'] === after['version'];
}
