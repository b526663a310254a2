// Fails on a file or folder whose name breaks the house's habits, so that one search finds everything of an operation.
import { readdirSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

const rooms = [
  'bin',
  'client',
  'cli',
  'infra',
  'functions',
  'shared',
  'console',
  'test',
  'scripts',
  'bench',
  'docs',
];
const catchAlls = new Set(['src', 'lib', 'utils', 'common', 'helpers', 'types']);
const camelCase = /^[a-z][a-zA-Z0-9]*(\.(test|bench|config|d))?\.(ts|tsx|js|mjs|cjs)$/;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.split(sep).includes('node_modules') && !path.split(sep).includes('dist'));
}

const present = new Set(readdirSync('.'));
const faults = rooms
  .filter((room) => present.has(room))
  .flatMap(filesOf)
  .flatMap((path) => {
    const folder = path.split(sep).find((part) => catchAlls.has(part));
    if (folder !== undefined) return [`${path}: no folder is called ${folder}; say what is in it`];
    if (/\.[cm]?[jt]sx?$/.test(path) && !camelCase.test(basename(path))) return [`${path}: not camelCase`];
    return [];
  });

for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
