import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isFree, portNumber } from '../infra/local/freePort.ts';
import { readKept, writeKept } from '../infra/local/keptFile.ts';
import { Obstacle } from './obstacle.ts';

/** What the choice of ports depends on. */
export interface KeptPortSettings {
  readonly data: string;
  readonly inMemory: boolean;
  /** Port of the API. */
  readonly port: number;
}

function portIn(text: string): number {
  const port = portNumber(text.trim());
  if (port === undefined) throw new Error('no port');
  return port;
}

/** The port of the sign-in provider is part of people's identity, so it is kept with the data. @throws DamagedFile, or Obstacle where somebody else listens on it. */
export async function signInPort({ data, inMemory, port }: KeptPortSettings): Promise<number> {
  const file = join(data, 'sign-in-port');
  if (inMemory) return freePort();
  const kept = readKept(file, portIn);
  if (kept !== undefined) {
    if (await isFree(kept)) return kept;
    throw new Obstacle(
      `Port ${kept} is in use, and the people in ${data} are known by an issuer on it.\n` +
        'Stop what uses the port, or start over with --fresh.',
    );
  }
  const chosen = port > 0 && (await isFree(port + 1)) ? port + 1 : await freePort();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeKept(file, String(chosen));
  return chosen;
}

/** Pages keep what they know by their origin, so the console stays where it was as long as it can. */
export async function consolePort({ data, inMemory, port }: KeptPortSettings): Promise<number> {
  if (inMemory) return 0;
  const file = join(data, 'console-port');
  const kept = existsSync(file) ? portNumber(readFileSync(file, 'utf8').trim()) : undefined;
  const wanted = kept ?? port + 2;
  const chosen = wanted <= 65_535 && (await isFree(wanted)) ? wanted : await freePort();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeKept(file, String(chosen));
  return chosen;
}
