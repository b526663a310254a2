import { join } from 'node:path';
import { startEventBus } from './eventBus.ts';
import { openFunctionLog } from './functionLog.ts';
import type { FunctionLog } from './functionLog.ts';
import { Webhook } from './webhook.ts';

/** How published events are taken. */
export interface EventSettings {
  /** Folder of `events.log`. */
  readonly data: string;
  /** Where each event is posted to, beside the log. */
  readonly webhook: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told of events that the webhook did not take. */
  readonly functionLog: FunctionLog;
}

/** The bus behind one address: the built-in one, or the one that AWS_ENDPOINT_URL_EVENTBRIDGE names. */
export interface Events {
  readonly endpoint: string;
  /** File of the events, one CloudEvent in JSON per line; empty with a bus of one's own. */
  readonly file: string;
  stop(): Promise<void>;
}

/** Starts the built-in bus unless an address is given. */
export async function startEvents(settings: EventSettings): Promise<Events> {
  const { data, webhook: url, environment, functionLog } = settings;
  const log = openFunctionLog(join(data, 'events.log'));
  const given = environment['AWS_ENDPOINT_URL_EVENTBRIDGE'];
  if (given !== undefined && given !== '') {
    log.close();
    return { endpoint: given, file: log.path, stop: () => Promise.resolve() };
  }
  const webhook = url === undefined ? undefined : new Webhook({ url, giveUp: lost(url, functionLog) });
  const bus = await startEventBus({ log, forward: (detail) => webhook?.send(detail) });
  return {
    endpoint: bus.endpoint,
    file: log.path,
    stop: async () => {
      await bus.stop();
      await webhook?.stop();
      log.close();
    },
  };
}

function lost(webhook: string, log: FunctionLog) {
  return (body: string, reason: string): void => {
    const { id } = JSON.parse(body) as { id?: unknown };
    const line = { level: 'WARN', message: 'Event not delivered', webhook, id, reason };
    log.write(`${JSON.stringify({ ...line, timestamp: new Date().toISOString() })}\n`);
  };
}
