import { join } from 'node:path';
import type { FunctionLog } from './functionLog.ts';
import type { LambdaHost } from './lambdaHost.ts';
import { sequenceNumber } from './streamBatch.ts';
import type { MappingSettings } from './streamBatch.ts';
import { StreamPoller } from './streamPoller.ts';
import type { StreamsClient } from './streamsClient.ts';

/** What event source mappings work with. */
export interface MappingParts {
  readonly host: LambdaHost;
  readonly log: FunctionLog;
  readonly client: StreamsClient;
  /** Stream ARNs by table name. */
  readonly streams: ReadonlyMap<string, string>;
  /** Folder for the positions; none in memory. */
  readonly folder: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs every event source mapping until the signal aborts; settles when all have ended. */
export async function startMappings(
  mappings: readonly MappingSettings[],
  parts: MappingParts,
): Promise<void> {
  const { host, log, client, streams, folder, signal } = parts;
  const running = mappings.map((settings) => {
    const streamArn = streams.get(settings.table);
    if (streamArn === undefined) throw new Error(`${settings.name}: table ${settings.table} has no stream`);
    const note = (level: string, message: string, more: object): void => {
      const common = { level, message, timestamp: new Date().toISOString(), mapping: settings.name };
      log.write(`${JSON.stringify({ ...common, ...more })}\n`);
    };
    const poller = new StreamPoller(settings, {
      client,
      streamArn,
      signal,
      run: (Records) => host.invoke(settings.functionArn, { Records }),
      // Where AWS would send a message to the queue, a line in the log says what it would hold.
      giveUp: (records, error) =>
        note('ERROR', 'Batch given up', {
          destination: settings.onFailure,
          sequenceNumbers: records.map(sequenceNumber),
          error,
        }),
      trouble: (reason) => note('WARN', 'Stream reading interrupted', { reason }),
      positionsFile: folder === undefined ? undefined : join(folder, `${settings.name}.json`),
    });
    return poller.run();
  });
  await Promise.all(running);
}
