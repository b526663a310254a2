import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ofType, synthesizedStage, text } from '../support/synthesized.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const alarms = readFileSync('docs/alarms.md', 'utf8');

/** Sections under `Alarms`, by the anchor that links lead to. */
const sections = new Map(
  (runbook.split('\n## ').find((part) => part.startsWith('Alarms')) ?? '')
    .split('\n### ')
    .slice(1)
    .map((section) => [section.split('\n')[0]?.toLowerCase().replaceAll(' ', '-') ?? '', section]),
);

/** The section that an alarm leads to. */
function sectionOf(name: string): string {
  const row = alarms.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
  return sections.get(/runbook\.md#([\w-]+)/.exec(row ?? '')?.[1] ?? '') ?? '';
}

const { watch } = synthesizedStage('prod', { canary: 'svc_01h455vb4pex5vsknk084sn02q' });
const names = ofType(watch, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
  text(Properties['AlarmName']).replace('service-users-prod-', ''),
);

describe('every alarm of the template', () => {
  it.each(names)('%s leads to impact, cause, first step and commands', (name) => {
    expect(sectionOf(name)).toMatch(/\*\*Impact\*\*.*\*\*Cause\*\*.*\*\*First step\*\*.*\naws |\n {2}aws /s);
  });

  it('is in the list, and no other', () => {
    const listed = [...alarms.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(names.sort());
  });
});

const sources = ['shared', 'functions']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

function table(heading: string): string[] {
  const rows = runbook.slice(runbook.indexOf(heading)).split('\n\n')[0] ?? '';
  return rows
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([\w-]+)`/g)].map(([, code = '']) => code));
}

describe('the codes of the log', () => {
  it('are the messages that the code writes, and no others', () => {
    const calls = [...sources.matchAll(/\blog\.(?:info|warn|error)\(([^{]*?)(?:,\s*(?:\{|code ===)|\))/g)];
    const written = calls.flatMap(([, first = '']) =>
      [...first.matchAll(/'([\w-]+)'/g)].map(([, code]) => code),
    );
    expect(table('| `message`').sort()).toEqual([...new Set(written)].sort());
  });

  it('name every reason for which a credential is refused', () => {
    const reasons = [...sources.matchAll(/CredentialRejected\('([\w-]+)'\)/g)].map(([, reason]) => reason);
    expect(table('| `reason`').sort()).toEqual([...new Set(reasons)].sort());
  });
});
