import type { LoadRow } from '../load/load.ts';
import { fixed } from './table.ts';

/** Requests per second. */
export const rateOf = ({ requests, seconds }: LoadRow): number => requests / seconds;

/** CPU of the server, and of its store. */
export const figures = ({ cpu, storeCpu }: LoadRow): string[] => [fixed(cpu), fixed(storeCpu)];
/** Rate and latencies. */
export const rates = (row: LoadRow): string[] => [fixed(rateOf(row)), fixed(row.p50, 1), fixed(row.p99, 1)];
