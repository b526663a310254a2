import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that Linux, macOS and Windows give to outgoing connections and to whoever asks for any: between here and the
 * moment somebody listens, only another caller of this function could take one.
 */
const range = { from: 20_000, to: 32_768 };
const attempts = 100;

/** The port that a text names; undefined where it names none. */
export function portNumber(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** A port that is free on the loopback interface now. @throws Error when a hundred ports in a row were taken. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(range.from, range.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port between ${range.from} and ${range.to} seems to be free.`);
}

/** Whether nothing listens on that port of the loopback interface. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
