import type { IncomingMessage } from 'node:http';

/** API Gateway's limit for a request body: 10 MB. */
export const bodyLimitBytes = 10 * 1024 * 1024;

/** Reads a whole body; past the limit the rest is read and thrown away, so that the client gets its answer. */
export async function receiveBody(message: IncomingMessage): Promise<Buffer | 'tooLarge' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message) {
      size += (chunk as Buffer).length;
      if (size <= bodyLimitBytes) chunks.push(chunk as Buffer);
    }
  } catch {
    return 'aborted';
  }
  return size > bodyLimitBytes ? 'tooLarge' : Buffer.concat(chunks);
}
