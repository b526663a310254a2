import type { Results } from '../results.ts';
import type { Chart } from './plot.ts';
import { medianSum } from './cpuSection.ts';
import { rateOf } from './loadFigures.ts';
import { fixed } from './table.ts';

/** What the plot shows of each part that was measured. */
export function charts({ counts, cpu, load, cold }: Results): Chart[] {
  return [
    ...(cpu === undefined ? [] : cpuCharts(cpu.data)),
    ...(load === undefined ? [] : [loadChart(load.data)]),
    ...(cold === undefined
      ? []
      : [
          {
            title: 'Cold start: CPU ms to import the bundle',
            bars: cold.data.map(({ name, cpu: value, bytes }) => ({
              label: name,
              value,
              text: `${fixed(value)} ms, ${fixed(bytes / 1000)} KB`,
            })),
          },
        ]),
    ...(counts === undefined ? [] : [dollarChart(counts.data)]),
  ];
}

function cpuCharts({ own, withClient }: NonNullable<Results['cpu']>['data']): Chart[] {
  const bars = (rows: typeof own.rows) =>
    rows.map((row) => ({ label: row.name, value: medianSum(row), text: `${fixed(medianSum(row))} µs` }));
  return [
    {
      title: 'CPU per request, own work (median)',
      bars: bars(own.rows),
      goal: { value: 400, text: '400 µs' },
    },
    { title: 'CPU per request, with the work of the client of AWS (median)', bars: bars(withClient.rows) },
  ];
}

function loadChart({ rows, compared }: NonNullable<Results['load']>['data']): Chart {
  const peers = compared.slice(1);
  const all = [
    ...rows,
    ...peers.flatMap(({ name, rows: seen }) => seen.map((row) => ({ ...row, name: `${name}: ${row.name}` }))),
  ];
  const shown = all.filter(({ connections, name }) => connections === 32 && name !== 'GET /health');
  return {
    title: 'Requests per second at 32 connections',
    bars: shown.map((row) => ({ label: row.name, value: rateOf(row), text: `${fixed(rateOf(row))} /s` })),
  };
}

function dollarChart(rows: NonNullable<Results['counts']>['data']): Chart {
  const shown = [
    'getMe',
    'getUser',
    'listUsers',
    'createUser',
    'createAuthToken',
    'exchangeToken',
    'introspectToken',
  ];
  const bars = shown.flatMap((operation) => {
    const row = rows.find((one) => one.operation === operation);
    if (row === undefined) return [];
    const { sum } = row.dollars;
    return [{ label: `${operation}, ${row.when}`.slice(0, 50), value: sum, text: `$${fixed(sum, 2)}` }];
  });
  return { title: 'Dollars per million requests', bars };
}
