import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { buildConsole } from '../../infra/consoleBuild.ts';

const page = '<!doctype html><title>Page</title><script type="module" src="/main.ts"></script>';

/** A project whose console is one page; `withSources: false` for one that has none. */
function aProject(test: TestContext, { withSources = true } = {}) {
  const project = mkdtempSync(join(tmpdir(), 'service-users-console-'));
  test.onTestFinished(() => rmSync(project, { recursive: true }));
  const built = join(project, 'dist', 'console');
  const write = (name: string, content: string): void => {
    mkdirSync(join(project, name, '..'), { recursive: true });
    writeFileSync(join(project, name), content);
  };
  if (withSources) {
    write('console/vite.config.ts', 'export default { root: import.meta.dirname };');
    write('console/index.html', page);
    write('console/main.ts', 'document.title = "first" as string;');
  }
  const script = (): string => {
    const [name = ''] = readdirSync(join(built, 'assets'));
    return readFileSync(join(built, 'assets', name), 'utf8');
  };
  return { folders: { project, built }, write, script };
}

describe('building the console', { timeout: 60_000 }, () => {
  it('happens when what it is made from has changed, and only then', async (test) => {
    const { folders, write, script } = aProject(test);
    expect(await buildConsole(folders)).toEqual({ folder: folders.built, rebuilt: true });
    expect(script()).toContain('first');
    expect((await buildConsole(folders)).rebuilt).toBe(false);
    write('console/main.ts', 'document.title = "second" as string;');
    expect((await buildConsole(folders)).rebuilt).toBe(true);
    expect(script()).toContain('second');
    write('shared/contract/rows.ts', '');
    expect((await buildConsole(folders)).rebuilt).toBe(true);
  });

  it('that fails says why, keeps the former site, and is tried again', async (test) => {
    const { folders, write, script } = aProject(test);
    await buildConsole(folders);
    write('console/main.ts', 'import "./nowhere.ts";');
    await expect(buildConsole(folders)).rejects.toThrow(/Building the console failed:[\s\S]*nowhere\.ts/);
    await expect(buildConsole(folders)).rejects.toThrow('nowhere.ts');
    expect(script()).toContain('first');
    expect(readdirSync(join(folders.project, 'dist')).sort()).toEqual(['console', 'console.fingerprint']);
  });

  it('needs no sources: there is no site then, or the one that was built elsewhere', async (test) => {
    const { folders, write } = aProject(test, { withSources: false });
    expect(await buildConsole(folders)).toEqual({ folder: undefined, rebuilt: false });
    expect(existsSync(folders.built)).toBe(false);
    write('dist/console/index.html', page);
    expect(await buildConsole(folders)).toEqual({ folder: folders.built, rebuilt: false });
  });
});
