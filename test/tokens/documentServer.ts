import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of documents on loopback, and what it was asked. */
export interface DocumentServer {
  readonly url: string;
  readonly port: number;
  readonly asked: IncomingMessage[];
  /** Assign to it to answer otherwise. */
  serve: (request: IncomingMessage, response: ServerResponse) => void;
  close(): void;
}

/** Starts one on a free port of IPv4; by default it answers `{}`. */
export async function documentServer(): Promise<DocumentServer> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    it.serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const it: DocumentServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    serve: (_, response) => response.end('{}'),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return it;
}
