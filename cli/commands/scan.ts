import { command, given, texts } from '../command.ts';
import { ConfigurationError, exitCodes, UsageError } from '../exitCodes.ts';
import { showList, type OutputSettings } from '../output.ts';
import { harmless, print, say } from '../terminal.ts';
import type { Found } from '../scan/findTokens.ts';
import type { Source } from '../scan/sources.ts';

const shown = {
  Where: (found: Finding) => `${found.Path}:${String(found.Line)}:${String(found.Column)}`,
  Token: (found: Finding) => found.Token,
};

interface Finding {
  readonly Path: string;
  readonly Line: number;
  readonly Column: number;
  readonly Token: string;
}

/** `service-users scan` */
export const scan = command({
  brief: 'Look for tokens in files, folders or standard input (-), with no network',
  more: 'Tokens are told by their prefix and checksum. The exit code is 1 where one is found. A whole token is never printed.\nAs a hook of git: service-users scan --staged',
  args: ['path…?'],
  flags: {
    staged: given('What git would commit now'),
    prefix: texts(
      'A prefix of the installation (SERVICE_USERS_TOKEN_PREFIXES, else sut and pat); repeatable',
    ),
  },
  run: async (session, args, { staged: isStaged, prefix }) => {
    const paths: readonly string[] = args;
    if (paths.length === 0 && isStaged !== true)
      throw new UsageError('Where? service-users scan PATH…, or --staged');
    const prefixes = await prefixesOf(prefix);
    const outcome: Outcome = { found: 0, unread: [] };
    const { sourcesAt, staged } = await import('../scan/sources.ts');
    const begun = [
      ...paths.map((path) => () => sourcesAt(path)),
      ...(isStaged === true ? [() => staged()] : []),
    ];
    await show(findings(begun, prefixes, outcome), session.output);
    if (outcome.found > 0) {
      say(`${String(outcome.found)} found. Revoke each: service-users revoke < FILE`);
    }
    if (outcome.unread.length > 0)
      throw new ConfigurationError(`Not looked at: ${outcome.unread.join('; ')}`);
    session.exit(outcome.found > 0 ? exitCodes.failed : exitCodes.ok);
  },
});

/** A line each as they are found, as compilers write them, unless something else is asked for. */
async function show(found: AsyncIterable<Finding>, output: OutputSettings): Promise<void> {
  if (output.format !== undefined || output.query !== undefined) return showList(found, shown, output);
  for await (const one of found) print(harmless(`${shown.Where(one)}: ${one.Token}`));
}

async function prefixesOf(given: readonly string[] | undefined): Promise<readonly string[]> {
  const { prefixPattern } = await import('../scan/findTokens.ts');
  const prefixes = given ?? (process.env['SERVICE_USERS_TOKEN_PREFIXES'] || 'sut,pat').split(',');
  const wrong = prefixes.find((one) => !prefixPattern.test(one));
  if (wrong !== undefined) throw new UsageError(`${wrong} is no prefix: two to sixteen of a-z and 0-9.`);
  return prefixes;
}

interface Outcome {
  found: number;
  /** What could not be read: a scan that says nothing of it would say too much. */
  readonly unread: string[];
}

async function* findings(
  begun: readonly (() => AsyncIterable<Source>)[],
  prefixes: readonly string[],
  outcome: Outcome,
): AsyncGenerator<Finding, void> {
  for (const begin of begun) {
    try {
      for await (const source of begin()) yield* findingsIn(source, prefixes, outcome);
    } catch (error) {
      outcome.unread.push(harmless((error as Error).message));
    }
  }
}

async function* findingsIn(
  { name, open }: Source,
  prefixes: readonly string[],
  outcome: Outcome,
): AsyncGenerator<Finding, void> {
  const { findTokens } = await import('../scan/findTokens.ts');
  try {
    for await (const found of findTokens(open(), prefixes)) {
      outcome.found += 1;
      yield findingAt(name, found);
    }
  } catch (error) {
    outcome.unread.push(harmless((error as Error).message));
  }
}

function findingAt(Path: string, { line, column, shown: Token }: Found): Finding {
  return { Path, Line: line, Column: column, Token };
}
