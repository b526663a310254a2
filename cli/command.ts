import { buildCommand, buildRouteMap, type Command, type CommandContext, type RouteMap } from '@stricli/core';
import { UsageError } from './exitCodes.ts';
import { formats } from './output.ts';
import { beginSession, type CommonFlags, type Session } from './session.ts';

/** What the commands get from the program around them. */
export interface Cli extends CommandContext {
  exit(code: number): void;
}

/** A flag, with the type of its value. */
export interface Flag<Value> {
  readonly value?: Value;
  readonly definition: Readonly<Record<string, unknown>>;
  /** One letter. */
  readonly short?: string;
}

type Flags = Readonly<Record<string, Flag<unknown>>>;
type ValuesOf<F extends Flags> = { readonly [Name in keyof F]?: F[Name] extends Flag<infer V> ? V : never };

/** Text. */
export function text(brief: string, more: { short?: string; placeholder?: string } = {}): Flag<string> {
  const { short, placeholder = 'text' } = more;
  const definition = { kind: 'parsed', parse: String, brief, optional: true, placeholder };
  return { definition, ...(short === undefined ? {} : { short }) };
}

/** Text that can be given many times. */
export function texts(brief: string, placeholder = 'text'): Flag<string[]> {
  return {
    definition: { kind: 'parsed', parse: String, brief, optional: true, variadic: true, placeholder },
  };
}

/** One of some words. */
export function choice<const Word extends string>(
  brief: string,
  values: readonly Word[],
  short?: string,
): Flag<Word> {
  return {
    definition: { kind: 'enum', values, brief, optional: true },
    ...(short === undefined ? {} : { short }),
  };
}

/** Some of some words. */
export function choices<const Word extends string>(brief: string, values: readonly Word[]): Flag<Word[]> {
  return { definition: { kind: 'enum', values, brief, optional: true, variadic: true } };
}

/** A whole number within bounds. */
export function whole(brief: string, least: number, most: number): Flag<number> {
  const parse = (written: string): number => {
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= least && value <= most) return value;
    throw new UsageError(`must be a whole number from ${String(least)} to ${String(most)}`);
  };
  return { definition: { kind: 'parsed', parse, brief, optional: true, placeholder: 'n' } };
}

/** Given or not. */
export function given(brief: string, short?: string): Flag<boolean> {
  const definition = { kind: 'boolean', brief, optional: true, withNegated: false };
  return { definition, ...(short === undefined ? {} : { short }) };
}

const common = {
  profile: text('Settings to use', { placeholder: 'name' }),
  url: text('Address of the API', { placeholder: 'url' }),
  output: choice('How to print; a table on a terminal, json in a pipe', formats, 'o'),
  query: text('Part of the answer to print, e.g. [].UserId', { short: 'q', placeholder: 'path' }),
  asRole: text('Attached role to run under', { placeholder: 'role' }),
  as: text('Service user to assume for this command', { placeholder: 'user' }),
  superAdmin: given('Run in Super-Admin mode'),
} as const satisfies Flags;

/** What is written behind a command; the parser has seen to it that there is as much as is declared. */
export type Written = [first: string, ...others: string[]];

/** What a command is made of. */
export interface CommandSpec<F extends Flags> {
  readonly brief: string;
  readonly more?: string;
  /** Names of what is written behind it, in order; `name?` may be left out, `name…` takes all that follow, `name…?` none or more. */
  readonly args?: readonly string[];
  readonly flags?: F;
  readonly run: (session: Session, args: Written, flags: ValuesOf<F>) => Promise<void> | void;
}

/** Makes a command: its own flags and those that all have. */
export function command<const F extends Flags = Record<never, never>>(spec: CommandSpec<F>): Command<Cli> {
  const flags = { ...common, ...spec.flags };
  const short = Object.entries(flags).flatMap(([name, flag]) =>
    flag.short === undefined ? [] : [[flag.short, name]],
  );
  const definitions = Object.entries(flags).map(([name, { definition }]) => [name, definition] as const);
  const parameters = {
    flags: Object.fromEntries(definitions),
    aliases: Object.fromEntries(short) as Record<string, string>,
    positional: positionalOf(spec.args ?? []),
  };
  async function func(this: Cli, values: CommonFlags & ValuesOf<F>, ...args: Written): Promise<void> {
    const session = beginSession(values, this.exit);
    try {
      await spec.run(session, args, ownOf(values, spec.flags));
    } catch (error) {
      await session.failed(error);
      throw error;
    }
  }
  const docs = { brief: spec.brief, ...(spec.more === undefined ? {} : { fullDescription: spec.more }) };
  // The library infers flags from its own way of writing them; ours are checked by `ValuesOf`.
  return buildCommand({ func, parameters, docs } as never);
}

/** The values of the command's own flags; what was not given is absent, also where a list would be empty. */
function ownOf<F extends Flags>(values: object, flags: F | undefined): ValuesOf<F> {
  const wasGiven = (value: unknown): boolean =>
    value !== undefined && !(Array.isArray(value) && value.length === 0);
  const own = Object.entries(values).filter(
    ([name, value]) => Object.hasOwn(flags ?? {}, name) && wasGiven(value),
  );
  return Object.fromEntries(own) as ValuesOf<F>;
}

function positionalOf(args: readonly string[]) {
  const parameter = (written: string) => {
    const placeholder = written.replace(/[?…]+$/, '');
    return { brief: placeholder, placeholder, parse: String, optional: written.endsWith('?') };
  };
  const last = args.at(-1);
  if (last?.includes('…') !== true) return { kind: 'tuple', parameters: args.map(parameter) };
  const minimum = args.length - (last.endsWith('?') ? 1 : 0);
  return { kind: 'array', parameter: { ...parameter(last), optional: false }, minimum };
}

/** Makes a group of commands. */
export function group(
  brief: string,
  routes: Readonly<Record<string, Command<Cli> | RouteMap<Cli>>>,
): RouteMap<Cli> {
  return buildRouteMap({ routes, docs: { brief } });
}
