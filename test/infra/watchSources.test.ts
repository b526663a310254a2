import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { watchFolders } from '../../infra/local/watchSources.ts';

/** A folder under watch, and what was seen in it. */
function watched({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true });
  writeFileSync(join(folder, 'source.ts'), '');
  writeFileSync(join(folder, 'deep', 'deeper', 'source.ts'), '');
  const ending = new AbortController();
  onTestFinished(() => {
    ending.abort();
    rmSync(folder, { recursive: true, force: true });
  });
  let seen = 0;
  const onChange = (): Promise<void> => {
    seen += 1;
    return Promise.resolve();
  };
  watchFolders([folder, join(folder, 'absent')], onChange, ending.signal);
  /** Does something, and waits until it was seen. */
  const sees = async (change: () => void): Promise<void> => {
    const before = seen;
    change();
    await expect.poll(() => seen, { timeout: 10_000, interval: 10 }).toBeGreaterThan(before);
  };
  return { folder, sees };
}

/** Saves as `sed -i`, `git checkout` and careful editors do: another file takes the place of the one that was there. */
function saveByRename(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

describe('sources under watch', () => {
  it.for(['source.ts', 'deep/deeper/source.ts'])(
    'are followed however often %s is saved by renaming another file over it',
    async (name, test) => {
      const { folder, sees } = watched(test);
      for (const text of ['1', '2', '3', '4']) await sees(() => saveByRename(join(folder, name), text));
    },
  );

  it('are followed in folders that appear, also in place of one that was there', async (test) => {
    const { folder, sees } = watched(test);
    const fresh = join(folder, 'fresh');
    for (const text of ['1', '2']) {
      await sees(() => mkdirSync(join(fresh, 'inner'), { recursive: true }));
      await sees(() => writeFileSync(join(fresh, 'inner', 'source.ts'), text));
      await sees(() => saveByRename(join(fresh, 'inner', 'source.ts'), `${text}, again`));
      await sees(() => rmSync(fresh, { recursive: true }));
    }
  });

  it('are followed where a file is written in place, and where one is deleted', async (test) => {
    const { folder, sees } = watched(test);
    await sees(() => writeFileSync(join(folder, 'deep', 'deeper', 'source.ts'), 'more'));
    await sees(() => rmSync(join(folder, 'source.ts')));
  });
});
