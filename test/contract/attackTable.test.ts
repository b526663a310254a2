import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Shown {
  readonly file: string;
  readonly title: string;
}

const rows = readFileSync('docs/attacks.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:-+|Attack or misuse) /.test(line))
  .map((line) => line.split(' | '));

/** What the last cell of a row names: `file`: title, several of them on lines of their own. */
function shownBy(cell: string): Shown[] {
  return cell
    .replace(/ \|$/, '')
    .split('<br>')
    .map((text) => /^`([\w/]+)`: (.+)$/.exec(text.trim()))
    .map((match) => ({ file: match?.[1] ?? '', title: (match?.[2] ?? '').replaceAll('\\', '') }));
}

const shown = rows.flatMap((cells) => shownBy(cells.at(-1) ?? ''));
const texts = new Map<string, string>();

function textOf(file: string): string {
  const path = `test/${file}.test.ts`;
  const known = texts.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
  texts.set(path, known);
  return known;
}

/** Whether a test of the file has that title, whichever quotes it stands in. */
function hasTest({ file, title }: Shown): boolean {
  return ["'", '"', '`'].some((quote) => textOf(file).includes(`${quote}${title}${quote},`));
}

describe('the table of attacks', () => {
  it('has rows of attack, answer and test', () => {
    expect(rows.length).toBeGreaterThan(90);
    expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell.trim() === ''))).toEqual(
      [],
    );
  });

  it('names tests that exist, in the files where they are', () => {
    expect(shown.filter((each) => !hasTest(each))).toEqual([]);
  });

  it('leaves out no file of the room for attacks', () => {
    const named = new Set(shown.map(({ file }) => file));
    const room = readdirSync('test/security').map((name) => `security/${name.replace('.test.ts', '')}`);
    expect(room.filter((file) => !named.has(file))).toEqual([]);
  });
});
