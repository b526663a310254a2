import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { handle as continueDeletion } from '../../../functions/continueDeletion.ts';
import { handle as refreshListEntries } from '../../../functions/refreshListEntries.ts';
import { workers, type RecordPattern } from '../../../infra/workers.ts';
import type { CloudEvent } from '../../../shared/runtime/cloudEvents.ts';
import { publishRecords } from '../../../shared/runtime/publishing.ts';
import { Container, type Surroundings } from './container.ts';
import type { Changed } from './mirror.ts';
import type { Choice, Simulation } from './simulation.ts';
import type { Store } from './store.ts';

/** Does a batch of records. */
export type Work = (event: DynamoDBStreamEvent, container: Container) => Promise<DynamoDBBatchResponse>;

/** A worker with the records that it has still to do. */
interface Consumer {
  readonly name: string;
  readonly patterns: readonly RecordPattern[];
  readonly work: Work;
  queue: DynamoDBRecord[];
  container: Container | undefined;
}

/** The table's stream and its workers: at least once, in order for each item, otherwise in any order and at any time. */
export class Stream {
  /** What was published, in order. */
  readonly events: CloudEvent[] = [];
  readonly #simulation: Simulation;
  readonly #surroundings: Surroundings;
  readonly #consumers: Consumer[];
  #sequence = 0;
  #made = 0;

  constructor(store: Store, surroundings: Surroundings) {
    const { simulation } = surroundings;
    this.#simulation = simulation;
    this.#surroundings = surroundings;
    this.#consumers = [
      this.#consumer(
        'refreshListEntries',
        workers.refreshListEntries.wokenBy.changes,
        (event, { dependencies }) => refreshListEntries(event, dependencies),
      ),
      this.#consumer(
        'continueDeletion',
        workers.continueDeletion.wokenBy.changes,
        (event, { dependencies }) => continueDeletion(event, 60_000, dependencies),
      ),
      this.#consumer('publishEvents', workers.publishEvents.wokenBy.changes, ({ Records }) =>
        publishRecords(Records, {
          worker: 'publishEvents',
          source: 'https://api.example.com',
          put: (events) => this.#put(events),
        }),
      ),
    ];
    store.onChange.push((changes) => this.#record(changes));
    simulation.sources.push(() => this.#choices());
  }

  #consumer(name: string, patterns: readonly RecordPattern[], work: Work): Consumer {
    return { name, patterns, work, queue: [], container: undefined };
  }

  /** Lets the worker look by the clock for deletes that nobody goes on with. */
  sweep(): void {
    const [, deleting] = this.#consumers;
    if (deleting?.container === undefined && deleting !== undefined)
      this.#start(
        { ...deleting, queue: [], work: (_, { dependencies }) => continueDeletion({}, 60_000, dependencies) },
        [],
      );
  }

  #record(changes: readonly Changed[]): void {
    for (const change of changes) {
      if (isDeepStrictEqual(change.before, change.after)) continue;
      this.#sequence += 1;
      const record = this.#recordOf(change);
      for (const consumer of this.#consumers)
        if (matches(record, consumer.patterns)) consumer.queue.push(record);
    }
  }

  #recordOf({ pk, sk, oldImage, newImage }: Changed): DynamoDBRecord {
    const changed = newImage === undefined ? 'REMOVE' : 'MODIFY';
    return {
      eventName: oldImage === undefined ? 'INSERT' : changed,
      dynamodb: {
        SequenceNumber: String(this.#sequence),
        ApproximateCreationDateTime: Math.floor(this.#simulation.now / 1000),
        Keys: { pk: { S: pk }, sk: { S: sk } },
        ...(oldImage === undefined ? {} : { OldImage: oldImage }),
        ...(newImage === undefined ? {} : { NewImage: newImage }),
      },
    };
  }

  #choices(): Choice[] {
    const ready = this.#consumers.filter(
      ({ queue, container }) => queue.length > 0 && container === undefined,
    );
    const woken = ready.map((consumer): Choice => ({ happen: () => this.#deliver(consumer) }));
    const { calm, dice } = this.#simulation;
    return calm || !dice.chance(0.01) ? woken : [...woken, { happen: () => this.sweep() }];
  }

  /** Records of different partitions come in any order; those of one in theirs. */
  #deliver(consumer: Consumer): void {
    const { dice } = this.#simulation;
    const heldBack = new Set<string>();
    const batch: DynamoDBRecord[] = [];
    for (const record of consumer.queue) {
      const pk = partitionOf(record);
      if (heldBack.has(pk) || batch.length >= 8 || (batch.length > 0 && dice.chance(0.3))) heldBack.add(pk);
      else batch.push(record);
    }
    this.#start(consumer, batch);
  }

  #start(consumer: Consumer, batch: readonly DynamoDBRecord[]): void {
    this.#made += 1;
    const container = new Container(`${consumer.name}-${this.#made}`, this.#surroundings);
    consumer.container = container;
    const sequences = batch.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    container.begin(`records ${sequences.join()}`, this.#simulation.now);
    this.#simulation.note(`deliver ${consumer.name} ${sequences.join()}`);
    const waits = (): boolean => this.#surroundings.isWaiting(container);
    this.#simulation.underWay.add(waits);
    const idle = (): void => {
      this.#simulation.underWay.delete(waits);
      consumer.container = undefined;
    };
    container.onCrash = idle;
    consumer.work({ Records: [...batch] }, container).then(({ batchItemFailures }) => {
      idle();
      this.#ended(consumer, sequences, batchItemFailures[0]?.itemIdentifier);
    }, idle);
  }

  /** From the first record that failed on the batch comes again; now and then all of it does, although it was done. */
  #ended(consumer: Consumer, sequences: readonly string[], failed: string | null | undefined): void {
    const { calm, dice } = this.#simulation;
    const again =
      !calm && dice.chance(0.1)
        ? 0
        : failed === undefined
          ? sequences.length
          : sequences.indexOf(failed ?? '');
    const done = new Set(sequences.slice(0, Math.max(0, again)));
    consumer.queue = consumer.queue.filter(({ dynamodb }) => !done.has(dynamodb?.SequenceNumber ?? ''));
  }

  #put(events: readonly CloudEvent[]): Promise<number> {
    const { calm, dice } = this.#simulation;
    const refused = !calm && dice.chance(0.05) ? Math.floor(dice.next() * events.length) : -1;
    this.events.push(...(refused < 0 ? events : events.slice(0, refused)));
    return Promise.resolve(refused);
  }
}

function partitionOf({ dynamodb }: DynamoDBRecord): string {
  return dynamodb?.Keys?.['pk']?.S ?? '';
}

/** Event filters of Lambda, as far as the workers use them. */
function matches({ eventName, dynamodb }: DynamoDBRecord, patterns: readonly RecordPattern[]): boolean {
  return patterns.some((pattern) => {
    if (pattern.eventName !== undefined && !pattern.eventName.some((name) => name === eventName))
      return false;
    return (['NewImage', 'OldImage'] as const).every((side) =>
      Object.entries(pattern.dynamodb[side] ?? {}).every(([name, { S }]) =>
        S.includes(dynamodb?.[side]?.[name]?.S ?? ''),
      ),
    );
  });
}
