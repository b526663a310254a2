import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { consoleFolder } from '../../infra/consoleBuild.ts';

/** What the first page names, and so is loaded before anything is seen; compressed, in thousands of bytes. */
function firstLoad(ending: 'js' | 'css'): number {
  const page = readFileSync(join(consoleFolder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  const files = [...new Set(named)].filter((path) => path.endsWith(`.${ending}`));
  const sizes = files.map((path) => gzipSync(readFileSync(join(consoleFolder, path)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

it('loads at most 300 kB of script and 90 kB of styles before the users list is there, compressed', () => {
  expect(firstLoad('js')).toBeGreaterThan(100);
  expect(firstLoad('js')).toBeLessThanOrEqual(300);
  expect(firstLoad('css')).toBeGreaterThan(10);
  expect(firstLoad('css')).toBeLessThanOrEqual(90);
});
