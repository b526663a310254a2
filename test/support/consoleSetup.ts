import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { startLocalProduct } from './localProduct.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of a run is reached. */
    browser: string;
  }
}

const executablePath = '/usr/bin/chromium';
/** No sandbox where tests run as root; nothing that would call home. */
const args = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-quic',
  '--disable-component-update',
  '--disable-sync',
];

/** A product of the console's own, so that its pages show what its tests made, and one browser for all of them. */
export default async function consoleSetup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `The tests of the console need ${executablePath}: apt-get install chromium, or run .ci/run.`,
    );
  }
  const [product, browser] = await Promise.all([
    startLocalProduct({ console: true }),
    chromium.launchServer({ executablePath, args }),
  ]);
  project.provide('product', product.addresses);
  project.provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await product.stop();
  };
}
