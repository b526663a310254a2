import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { canaryEntry } from '../../infra/canary.ts';
import { workers } from '../../infra/workers.ts';
import { operationRows } from '../../shared/contract/operations.ts';

/** Functions that are no operations: what decides before them, what looks on, and workers. */
const others = ['authorizer', canaryEntry, ...Object.keys(workers)];

const files = readdirSync('functions').map((name) => name.replace(/\.ts$/, ''));

it('has a function for every row of the table', () => {
  expect(Object.keys(operationRows).filter((id) => !files.includes(id))).toEqual([]);
});

it('has a row for every function', () => {
  expect(files.filter((name) => !(name in operationRows) && !others.includes(name))).toEqual([]);
});
