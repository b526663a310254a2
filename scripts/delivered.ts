import { readFileSync } from 'node:fs';
import { packagesImportedBy, sourcesOf } from './sourceImports.ts';

/** Sources in those rooms that run while building only. */
const tools = /(?:^|\/)(?:build|declarations|vite\.config)\.ts$|^shared\/contract\/openApi/;

/** What package-lock.json says of a package. */
export interface Entry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages of package-lock.json by their place in node_modules. */
export const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, Entry>>;
};

/** Where a package finds another one: beside it, or the nearest one above. */
function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') return undefined;
  }
}

/** Everything that these packages bring with them. */
function closure(names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const waiting = [...names].map((name) => placeOf(name, ''));
  for (let place = waiting.pop(); place !== undefined || waiting.length > 0; place = waiting.pop()) {
    if (place === undefined || found.has(place)) continue;
    found.add(place);
    const from = place;
    const { dependencies, peerDependencies } = packages[from] ?? {};
    waiting.push(...Object.keys({ ...peerDependencies, ...dependencies }).map((name) => placeOf(name, from)));
  }
  return found;
}

/** The name of the package at a place. */
export const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');

/** What functions, console, command and client package import, with all that it brings along: their places. */
export function deliveredPlaces(): Set<string> {
  const sources = sourcesOf(['functions', 'shared', 'console', 'cli', 'client']);
  return closure(packagesImportedBy(sources.filter((path) => !tools.test(path))));
}
