import { afterEach, beforeEach, vi } from 'vitest';

/** Keeps what each test of the describe block that calls this logs, in place of showing it. @returns the lines of the test so far. */
export function logLines(): () => readonly Record<string, unknown>[] {
  let lines: Record<string, unknown>[];
  beforeEach(() => {
    lines = [];
    const keep = (chunk: unknown) => {
      for (const line of String(chunk).split('\n'))
        if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return () => lines;
}
