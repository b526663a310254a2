// A process of its own, so that making the load is not counted as serving it.
import { Agent, request as send } from 'node:http';
import type { LoadOrder, LoadRequest, LoadSeen } from './request.ts';

process.on('message', (order: LoadOrder) => {
  void generate(order).then((seen) => process.send?.(seen));
});

interface Answer {
  readonly status: number;
  readonly bytes: number;
}

async function generate({ request, connections, milliseconds }: LoadOrder): Promise<LoadSeen> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let [failures, bytes] = [0, 0];
  const begun = performance.now();
  const end = begun + milliseconds;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const before = performance.now();
      const answer = await once(request, agent);
      times.push(performance.now() - before);
      if (answer.status >= 300) failures += 1;
      else bytes = answer.bytes;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  const seconds = (performance.now() - begun) / 1000;
  return { requests: times.length, failures, seconds, p50: at(0.5), p99: at(0.99), bytes };
}

function once({ url, method, headers, body }: LoadRequest, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, agent }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
