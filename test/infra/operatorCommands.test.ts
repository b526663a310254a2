import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { givenSettings } from '../../infra/givenSettings.ts';
import { contextKeys, deployedStages, stageSettings } from '../../infra/stages.ts';
import { blockOf, blocksIn, pageText } from '../support/pageBlocks.ts';
import { synthesize } from '../support/synthesized.ts';

const pages = ['README.md', 'docs/deploy.md', 'docs/runbook.md', 'docs/quotas.md', 'docs/alarms.md'];
const all = pages.map((page) => pageText(page)).join('\n');

interface Command {
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Every command of the CDK in the pages, in blocks and in text, with its settings. */
const commands: readonly Command[] = [
  ...all.replaceAll('\\\n', ' ').matchAll(/npx cdk (?:deploy|synth|diff|destroy) [^`#\n]*/g),
].map(([text]) => ({
  text,
  settings: Object.fromEntries([...text.matchAll(/ -c (\w+)=(\S+)/g)].map(([, key, value]) => [key, value])),
}));

/** A stage that is tried out, from nothing, by one command: there are no settings to take back. */
const onLocalStack = ({ settings }: Command): boolean => settings['console'] === 'false';
const kept = JSON.parse(blockOf(pageText('docs/deploy.md'), 'keptSettings')) as Readonly<
  Record<string, object>
>;

describe('the commands of the CDK that the pages tell operators to run', () => {
  it('are there', () => {
    expect(commands.length).toBeGreaterThan(12);
    expect(commands.filter(onLocalStack)).toHaveLength(2);
  });

  it.each(commands.map((command) => [command.text, command] as const))(
    '%s names its stage, and leaves its settings to the file that keeps them',
    (_, command) => {
      const { stage, ...others } = command.settings;
      expect(['$STAGE', ...deployedStages]).toContain(stage);
      const once = onLocalStack(command) ? [...contextKeys] : ['keepData'];
      expect(Object.keys(others).filter((key) => !once.some((known) => known === key))).toEqual([]);
      if (/cdk (?:deploy|diff|destroy)/.test(command.text))
        expect(command.text).toMatch(/ --all | --exclusively ServiceUsers-/);
    },
  );

  it.each(commands.map((command) => [command.text, command] as const))(
    '%s gives settings that can be used',
    (_, { settings: { stage = '', ...others } }) => {
      expect(() => stageSettings(stage === '$STAGE' ? 'prod' : stage, others)).not.toThrow();
    },
  );
});

describe('the settings that docs/deploy.md keeps in cdk.context.json', () => {
  it.each(Object.keys(kept))('synthesize the stage %s', (stage) => {
    const { data } = synthesize({ context: { ...kept, stage } });
    const own = 'issuer' in (kept[stage] ?? {});
    const pools = Object.values(data.resources).filter(({ Type }) => Type === 'AWS::Cognito::UserPool');
    expect(pools).toHaveLength(own ? 0 : 1);
  });

  it('have examples elsewhere in the pages that can be used too', () => {
    const examples = ['README.md', 'docs/deploy.md']
      .flatMap((page) => blocksIn(pageText(page), 'json'))
      .map((block) => JSON.parse(block) as Readonly<Record<string, object>>)
      .flatMap((context) =>
        deployedStages.flatMap((stage) => (stage in context ? [[stage, context] as const] : [])),
      );
    expect(examples.length).toBeGreaterThan(3);
    for (const [stage, context] of examples)
      expect(() =>
        stageSettings(
          stage,
          givenSettings(stage, (key) => context[key]),
        ),
      ).not.toThrow();
  });
});

describe('the scripts that the pages tell operators to run', () => {
  const { scripts } = JSON.parse(pageText('package.json')) as { scripts: Record<string, string> };
  const named = [...all.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);

  it('are scripts of npm, which run with the Node that npm installed: an older one reads no TypeScript', () => {
    expect(named).toContain('restore:table');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(all.match(/\bnode (?!--)\S+\.ts\b/g)).toBeNull();
  });

  it.each(['', '--from same --to same', '--form restored --to live'])(
    'restore:table says how it is used when it is given "%s"',
    (given) => {
      const words = given.split(' ').filter((word) => word !== '');
      const { status, stdout, stderr } = spawnSync(
        'npm',
        ['run', '--silent', 'restore:table', '--', ...words],
        {
          encoding: 'utf8',
        },
      );
      expect({ status, stdout, stderr: stderr.trim() }).toEqual({
        status: 2,
        stdout: '',
        stderr: 'npm run --silent restore:table -- --from <restored> --to <live> [--yes]',
      });
    },
  );
});
