import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFree } from '../infra/local/freePort.ts';
import { readKept, writeKept } from '../infra/local/keptFile.ts';

/** Where a running product is: what `DIR/endpoint.json` holds. */
export interface Endpoint {
  readonly api: string;
  /** The web console, where one is served. */
  readonly console?: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly dynamodb: string;
  readonly kms: string;
  readonly keyId: string;
  /** File that function logs go to. */
  readonly log: string;
  /** File that published events go to, one CloudEvent in JSON per line. */
  readonly events: string;
  readonly pid: number;
}

const fileIn = (data: string): string => join(data, 'endpoint.json');

function endpointOf(text: string): Endpoint {
  const endpoint = JSON.parse(text) as Endpoint;
  if (!URL.canParse(endpoint.api) || !Number.isInteger(endpoint.pid)) throw new Error('no endpoint');
  return endpoint;
}

/**
 * What the file says; undefined without one.
 * @throws DamagedFile
 */
export function readEndpoint(data: string): Endpoint | undefined {
  return readKept(fileIn(data), endpointOf, 'delete it if no product runs on that folder.');
}

/** Tells others that the product is ready, and where. */
export function writeEndpoint(data: string, endpoint: Endpoint): void {
  writeKept(fileIn(data), `${JSON.stringify(endpoint, undefined, 2)}\n`);
}

/** Takes the file away: nothing is there any more. */
export function removeEndpoint(data: string): void {
  rmSync(fileIn(data), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The product that runs on this data now; a file that a killed process left behind counts as none. */
export async function runningOn(data: string): Promise<Endpoint | undefined> {
  const endpoint = readEndpoint(data);
  if (!endpoint || !isAlive(endpoint.pid)) return undefined;
  // The process id may be somebody else's by now: the product also listens.
  return (await isFree(Number(new URL(endpoint.api).port))) ? undefined : endpoint;
}
