import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder, commandFile, serviceUsers } from '../support/runCommand.ts';

const words = async (...typed: string[]): Promise<string[]> =>
  (await serviceUsers(['__complete', ...typed])).stdout.trim().split('\n');

describe('completion', () => {
  it('proposes commands, flags and the words that a flag takes', async () => {
    expect(await words('us')).toEqual(['users']);
    expect(await words('users', 'd')).toEqual(['disable', 'delete', 'deletion']);
    expect(await words('users', 'list', '--sta')).toEqual(['--status']);
    expect(await words('users', 'list', '--output', 'json')).toEqual(['json', 'jsonl']);
  });

  it('works in bash', async () => {
    const folder = aFolder();
    const { stdout: script } = await serviceUsers(['completion', 'bash']);
    const file = await commandFile();
    writeFileSync(
      path.join(folder, 'service-users'),
      `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`,
      { mode: 0o755 },
    );
    const ask = `PATH="${folder}:$PATH"\n${script}\nCOMP_WORDS=(service-users tokens r); COMP_CWORD=2; _service_users; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(['rotate', 'revoke', 'restore']);
  });

  it.each(['bash', 'zsh', 'fish'])('is written for %s', async (shell) => {
    const { code, stdout } = await serviceUsers(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain('__complete');
  });
});
