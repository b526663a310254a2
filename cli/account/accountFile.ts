import { parse, stringify } from 'yaml';
import { serviceUserName } from '../../shared/domain/userName.ts';
import { UsageError } from '../exitCodes.ts';

/** A role as the file wants it. */
export interface WantedRole {
  readonly name: string;
  readonly description?: string;
  readonly permissions: readonly string[];
  /** Users who may attach and edit it. */
  readonly managers?: readonly string[];
}

/** A service user as the file wants it; what is left out stays as it is. */
export interface WantedUser {
  /** Its user name, with or without `@service`. */
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly status?: 'enabled' | 'disabled';
  /** Beside the role that every user has. */
  readonly roles?: readonly string[];
  readonly defaultRole?: string;
  /** Beside Public. */
  readonly teams?: readonly string[];
  readonly shares?: { readonly users?: readonly string[]; readonly tags?: readonly string[] };
}

/** What an account should look like; what the file does not name is left alone. */
export interface AccountFile {
  readonly roles?: readonly WantedRole[];
  readonly teams?: readonly string[];
  readonly users?: readonly WantedUser[];
}

/** Checks one value and says where it is wrong. */
type Check = (value: unknown, path: string) => void;

function wrong(path: string, what: string): never {
  throw new UsageError(`${path === '' ? 'The file' : path} ${what}.`);
}

const isText: Check = (value, path) => {
  if (typeof value !== 'string' || value.trim() === '') wrong(path, 'must be text');
};

const anyText: Check = (value, path) => {
  if (typeof value !== 'string') wrong(path, 'must be text');
};

const isUserName: Check = (value, path) => {
  if (typeof value !== 'string' || serviceUserName(nameOf(value)) !== `${nameOf(value)}@service`) {
    wrong(path, 'must be a user name: lower-case letters, digits, _ and -');
  }
};

const oneOf =
  (...words: readonly string[]): Check =>
  (value, path) => {
    if (!words.includes(value as string)) wrong(path, `must be ${words.join(' or ')}`);
  };

const listOf =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'must be a list');
    for (const [at, one] of value.entries()) check(one, `${path}[${String(at)}]`);
  };

const place = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Fields that may be there, and those that must; any other is a slip of the pen, and refused. */
const fields =
  (known: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check =>
  (value, path) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) return wrong(path, 'must have fields');
    const names = `known are ${Object.keys(known).join(', ')}`;
    for (const [name, one] of Object.entries(value)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      if (check === undefined) return wrong(place(path, name), `is not known; ${names}`);
      check(one, place(path, name));
    }
    const missing = needed.find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) wrong(place(path, missing), 'is missing');
  };

const role = fields(
  { name: isText, description: anyText, permissions: listOf(isText), managers: listOf(isText) },
  ['name', 'permissions'],
);
const user = fields(
  {
    name: isUserName,
    displayName: isText,
    description: anyText,
    status: oneOf('enabled', 'disabled'),
    roles: listOf(isText),
    defaultRole: isText,
    teams: listOf(isText),
    shares: fields({ users: listOf(isText), tags: listOf(isText) }),
  },
  ['name'],
);
const account = fields({ roles: listOf(role), teams: listOf(isText), users: listOf(user) });

/** The user name without its ending. */
export function nameOf(written: string): string {
  return written.replace(/@service$/, '');
}

/**
 * Reads a file.
 * @throws UsageError naming the place that is wrong.
 */
export function readAccountFile(text: string): AccountFile {
  const content = parsed(text);
  account(content, '');
  const file = content as AccountFile;
  for (const [kind, names] of [
    ['role', file.roles?.map(({ name }) => name)],
    ['user', file.users?.map(({ name }) => nameOf(name))],
  ] as const) {
    const twice = names?.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new UsageError(`The ${kind} ${twice} is there twice.`);
  }
  return file;
}

function parsed(text: string): unknown {
  try {
    return (parse(text) as unknown) ?? {};
  } catch (error) {
    throw new UsageError(`The file is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes a file that {@link readAccountFile} reads. */
export function writeAccountFile(file: AccountFile): string {
  return stringify(file, { lineWidth: 0 });
}
