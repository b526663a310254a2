import type { ColdRow } from '../cold/coldStart.ts';
import type { WaitRow } from '../console/usersList.ts';
import { search, type GrowthRow } from '../growth/growth.ts';
import { fixed, table } from './table.ts';

/** Import of each bundle. */
export function coldSection(rows: readonly ColdRow[] | undefined): string {
  if (rows === undefined) return '## Cold start\n\nNot measured.';
  return [
    '## Cold start',
    "Import and initialisation of a bundle in a fresh process without a compile cache; the start of Node itself is subtracted. Lambda's own part and the first",
    'connection are not in it.',
    '',
    table(
      ['Bundle', 'KB', 'CPU ms (least)', 'wall ms', 'what weighs most'],
      rows.map(({ name, bytes, cpu, leastCpu, wall, heaviest }) => [
        `\`${name}\``,
        fixed(bytes / 1000),
        `${fixed(cpu)} (${fixed(leastCpu)})`,
        fixed(wall),
        heaviest.map(([owner, share]) => `${owner} ${fixed(share * 100)} %`).join(', '),
      ]),
    ),
  ].join('\n');
}

/** Lists at several sizes. */
export function growthSection(rows: readonly GrowthRow[] | undefined): string {
  if (rows === undefined) return '## Growth\n\nNot measured.';
  const sizes = [...new Set(rows.map(({ users }) => users))];
  const names = [...new Set(rows.map(({ name }) => name))];
  const at = (name: string, users: number) => rows.find((row) => row.name === name && row.users === users);
  const constant = names.filter((name) => name !== search);
  const same = constant.every((name) => {
    const [first, ...others] = rows.filter((row) => row.name === name);
    return others.every(({ calls, readUnits }) => calls === first?.calls && readUnits === first.readUnits);
  });
  return [
    '## Growth',
    'One table with so many users; one person has every service user shared (half of the users), one service user has as many tokens as there are users. DynamoDB',
    'calls and read units are exact; milliseconds are the median and the least of nine reads through the embedded engine.',
    '',
    table(
      ['Read', ...sizes.flatMap((size) => [`${fixed(size)}: calls, RRU`, 'ms (least)'])],
      names.map((name) => [
        name,
        ...sizes.flatMap((size) => {
          const row = at(name, size);
          if (row === undefined) return ['–', '–'];
          const time = `${fixed(row.median, 1)} (${fixed(row.least, 1)})`;
          return [`${row.calls}, ${row.readUnits}`, time];
        }),
      ]),
    ),
    '',
    same
      ? 'Every list uses the same calls and units at every size: the goal that a list page costs the same is met.'
      : '**Not every list uses the same calls and units at every size.**',
    names.includes(search)
      ? 'Searching for a part of a name goes through all names until a page is full, so it grows with the users where few match; it reads 1 MB at a time.'
      : '',
  ].join('\n');
}

/** The users list as somebody sees it, at several sizes. */
export function consoleSection(rows: readonly WaitRow[] | undefined): string {
  if (rows === undefined) return '## The users list in a browser\n\nNot measured.';
  const sizes = [...new Set(rows.map(({ users }) => users))];
  const names = [...new Set(rows.map(({ name }) => name))];
  return [
    '## The users list in a browser',
    'Milliseconds from the act to the rows in Chromium, console and local product on the same machine: median and least of seven. The goal is 1,500 for opening it.',
    '',
    table(
      ['What somebody does', ...sizes.map((size) => `${fixed(size)} users: ms (least)`)],
      names.map((name) => [
        name,
        ...sizes.map((size) => {
          const row = rows.find((one) => one.name === name && one.users === size);
          return row === undefined ? '–' : `${fixed(row.median)} (${fixed(row.least)})`;
        }),
      ]),
    ),
  ].join('\n');
}
