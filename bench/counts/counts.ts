import { readFileSync } from 'node:fs';
import { assumed, dollarsPerMillion, type Dollars } from './prices.ts';

/** What an operation uses in one case, and what a million such requests cost. */
export interface CountRow {
  readonly operation: string;
  readonly when: string;
  readonly calls: number;
  readonly roundTrips: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly kms: number;
  readonly dollars: Dollars;
}

const row = /^\| +`(\w+)` +\|((?: *[^|]+\|){10})$/;

/** The counts that docs/accessPatterns.md says, which a test compares with the product; none is measured twice. */
export function counts(): readonly CountRow[] {
  const lines = readFileSync('docs/accessPatterns.md', 'utf8').split('\n');
  const rows = lines.flatMap((line) => {
    const [, operation, rest] = row.exec(line) ?? [];
    return operation === undefined || rest === undefined ? [] : [countRow(operation, rest.split('|'))];
  });
  if (rows.length === 0) throw new Error('no table of counts in docs/accessPatterns.md');
  return rows;
}

function countRow(operation: string, cells: readonly string[]): CountRow {
  const [when = '', ...texts] = cells.map((cell) => cell.trim());
  const guarded = texts[0] !== '–';
  const at = (index: number): number => Number(texts[index]?.replace('–', '0'));
  const kms = at(8);
  const used = {
    invocations: [
      ...(guarded ? [{ gb: assumed.authorizerGb, roundTrips: at(1), kms: 0 }] : []),
      { gb: assumed.functionGb, roundTrips: at(5), kms },
    ],
    readUnits: at(2) + at(6),
    writeUnits: at(3) + at(7),
    kms,
  };
  return {
    operation,
    when,
    calls: at(0) + at(4),
    roundTrips: at(1) + at(5),
    readUnits: used.readUnits,
    writeUnits: used.writeUnits,
    kms,
    dollars: dollarsPerMillion(used),
  };
}
