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

/** A trust rule as the file wants it; what is left out stays as it is, null takes it back. */
export interface WantedTrustRule {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly conditions: readonly { readonly claim: string; readonly equals: string | number | boolean }[];
  readonly role?: string | null;
  readonly maxDurationMinutes?: number;
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] } | null;
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
  readonly trustRules?: readonly WantedTrustRule[];
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

const filled =
  (check: Check): Check =>
  (value, path) => {
    check(value, path);
    if ((value as readonly unknown[]).length === 0) wrong(path, 'must not be empty');
  };

const orNull =
  (check: Check): Check =>
  (value, path) => {
    if (value !== null) check(value, path);
  };

const isMinutes: Check = (value, path) => {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 180) {
    wrong(path, 'must be a whole number from 1 to 180');
  }
};

/** A value that YAML reads as a date or a list is a slip of the pen. */
const isClaimValue: Check = (value, path) => {
  if (!['string', 'number', 'boolean'].includes(typeof value) || value === '') {
    wrong(path, 'must be text, a number, true or false');
  }
};

const isObject: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(path, 'must have fields');
};

const place = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Fields that may be there, and those that must; any other is a slip of the pen, and refused. */
const fields =
  (known: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check =>
  (value, path) => {
    isObject(value, path);
    const names = `known are ${Object.keys(known).join(', ')}`;
    for (const [name, one] of Object.entries(value as object)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      if (check === undefined) return wrong(place(path, name), `is not known; ${names}`);
      check(one, place(path, name));
    }
    const missing = needed.find((name) => !Object.hasOwn(value as object, name));
    if (missing !== undefined) wrong(place(path, missing), 'is missing');
  };

const role = fields(
  { name: isText, description: anyText, permissions: listOf(isText), managers: listOf(isText) },
  ['name', 'permissions'],
);
const trustRule = fields(
  {
    name: isText,
    issuer: isText,
    audience: isText,
    conditions: filled(listOf(fields({ claim: isText, equals: isClaimValue }, ['claim', 'equals']))),
    role: orNull(isText),
    maxDurationMinutes: isMinutes,
    jwks: orNull(fields({ keys: filled(listOf(isObject)) }, ['keys'])),
  },
  ['name', 'issuer', 'audience', 'conditions'],
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
    trustRules: listOf(trustRule),
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
  mustDiffer(
    'role',
    file.roles?.map(({ name }) => name),
  );
  mustDiffer(
    'user',
    file.users?.map(({ name }) => nameOf(name)),
  );
  for (const { name, trustRules } of file.users ?? []) {
    mustDiffer(
      `trust rule of ${nameOf(name)}`,
      trustRules?.map((rule) => rule.name.trim()),
    );
  }
  return file;
}

function mustDiffer(kind: string, names: readonly string[] = []): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UsageError(`The ${kind} ${twice} is there twice.`);
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
