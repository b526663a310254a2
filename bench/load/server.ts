// The local product on disk, in a process of its own: its CPU time is that of serving.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalProduct } from '../../test/support/localProduct.ts';

const data = mkdtempSync(join(tmpdir(), 'service-users-bench-'));
const product = await startLocalProduct({ data, inMemory: false });
process.send?.(product.addresses);

async function stop(): Promise<void> {
  await product.stop();
  rmSync(data, { recursive: true, force: true });
  process.exit();
}
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
