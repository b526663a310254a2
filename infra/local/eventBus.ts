import { randomUUID } from 'node:crypto';
import type { FunctionLog } from './functionLog.ts';
import { asList, asRecord } from './json.ts';
import type { JsonRecord } from './json.ts';
import { ServiceFailure, startJsonService } from './jsonService.ts';
import type { RunningService } from './jsonService.ts';

/** What a bus works with. */
export interface EventBusParts {
  /** Takes one line per event: its detail, which is a CloudEvent in JSON. */
  readonly log: FunctionLog;
  /** Told of each event after it stands in the log. */
  readonly forward: (detail: string) => void;
}

/** EventBridge takes no more at once. */
const entriesPerCall = 10;

/** An EventBridge bus over the AWS JSON 1.1 protocol, for those who publish: PutEvents. Who listens reads the log. */
export function startEventBus(parts: EventBusParts): Promise<RunningService> {
  return startJsonService({
    target: 'AWSEvents',
    internal: 'InternalException',
    answer: (operation, input) => {
      if (operation !== 'PutEvents')
        throw new ServiceFailure(
          'UnknownOperationException',
          `${operation || 'No operation'} is not known here`,
        );
      const given = asList(input['Entries']);
      if (given.length === 0 || given.length > entriesPerCall)
        throw new ServiceFailure('ValidationException', `Entries must be 1 to ${entriesPerCall}`);
      const entries = given.map((entry) => put(asRecord(entry), parts));
      return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
    },
  });
}

/** Checks an entry as EventBridge does: those that are well-formed are taken, whatever the others are. */
function put({ Source, DetailType, Detail }: JsonRecord, { log, forward }: EventBusParts): JsonRecord {
  if (typeof Source !== 'string' || typeof DetailType !== 'string')
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required.' };
  const detail = typeof Detail === 'string' ? jsonObject(Detail) : undefined;
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const line = JSON.stringify(detail);
  log.write(`${line}\n`);
  forward(line);
  return { EventId: randomUUID() };
}

function jsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
