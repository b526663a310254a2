import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as a server on this machine saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** The body as form fields. */
  readonly form: URLSearchParams;
}

/** A server on this machine for one test: what it was asked, and where it is. */
export interface Loopback {
  readonly url: string;
  readonly seen: SeenRequest[];
}

/** Starts a server that answers as told; it stops when the test has ended. */
export async function loopback(answer: (request: SeenRequest, count: number) => Response): Promise<Loopback> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      seen.push({ method: request.method ?? '', url, headers: request.headers, form });
      const made = answer(seen.at(-1) as SeenRequest, seen.length);
      void made.text().then((body) => {
        response.writeHead(made.status, Object.fromEntries(made.headers)).end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen };
}
