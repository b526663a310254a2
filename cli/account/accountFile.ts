import { Document, isScalar, parse, visit } from 'yaml';
import { serviceUserName } from '../../shared/domain/userName.ts';
import { UsageError } from '../exitCodes.ts';
import { isId, nameOf } from '../names.ts';
import { mustNameOnce, tidied } from './tidied.ts';
import type { AccountFile } from './wanted.ts';

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

/**
 * Reads a file.
 * @throws UsageError naming the place that is wrong.
 */
export function readAccountFile(text: string): AccountFile {
  const content = parsed(text);
  account(content, '');
  const file = tidied(content as AccountFile);
  mustNameOnce(file);
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
  const document = new Document(file);
  visit(document, {
    Pair: (_, { key, value }) => {
      // Roles are written by name, as long as there is one.
      const isGone =
        isScalar(key) && key.value === 'role' && isScalar(value) && isId('role', String(value.value));
      if (isGone) value.comment = ' this role is gone';
    },
  });
  return document.toString({ lineWidth: 0 });
}
