import { readdirSync, readFileSync } from 'node:fs';

const tickMs = 10;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** CPU milliseconds so far. */
export interface CpuSoFar {
  /** Of the process itself. */
  readonly own: number;
  /** Of all that it started: of the product, the embedded DynamoDB. */
  readonly started: number;
}

/** What a process and all that it started have used so far (Linux; 0 elsewhere). */
export function cpuOfTree(pid: number): CpuSoFar {
  const all = processes();
  const members = new Set([pid]);
  for (let size = 0; size !== members.size;) {
    size = members.size;
    for (const one of all) if (members.has(one.parent)) members.add(one.pid);
  }
  const inTree = all.filter((one) => members.has(one.pid));
  const sum = (some: readonly Process[]): number => some.reduce((before, { ticks }) => before + ticks, 0);
  return {
    own: sum(inTree.filter((one) => one.pid === pid)) * tickMs,
    started: sum(inTree.filter((one) => one.pid !== pid)) * tickMs,
  };
}

function processes(): Process[] {
  try {
    return readdirSync('/proc').filter(isNumber).flatMap(readProcess);
  } catch {
    return [];
  }
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** A process that ended meanwhile is none. */
function readProcess(name: string): Process[] {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return [{ pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    return [];
  }
}
