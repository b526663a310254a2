import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const specifier = /(?:\bfrom|\bimport|\bimport\(|\brequire\(|\bresolve\(|@import)\s*['"]([^'"\n]+)['"]/g;
const comment = /\/\*[\s\S]*?\*\//g;

/** Files of these folders whose text may name a package, tests of other folders not among them. */
export function sourcesOf(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]sx?|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.split(sep).some((part) => part === 'node_modules' || part === 'dist'));
}

/** Names of the packages that a text imports, comments left out. */
export function packagesIn(text: string): string[] {
  return [...text.replaceAll(comment, '').matchAll(specifier)]
    .map(([, name = '']) => name)
    .filter((name) => !/^[./#]|^node:|^data:|^virtual:/.test(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

/** Names of the packages that these files import. */
export function packagesImportedBy(files: readonly string[]): Set<string> {
  return new Set(files.flatMap((file) => packagesIn(readFileSync(file, 'utf8'))));
}
