// `npm run sbom` writes dist/sbom.cdx.json: the bill of materials of what is delivered, in CycloneDX, as npm makes it of package-lock.json.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliveredPlaces, packages } from './delivered.ts';

const file = 'dist/sbom.cdx.json';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const { name, version, license, dependencies, devDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
) as Manifest;
const delivered = deliveredPlaces();

/** The project as if nothing else were declared: npm itself knows only `dev`, and the console's parts are that. */
function deliveredOnly(): { manifest: object; lock: object } {
  const declared = Object.entries({ ...dependencies, ...devDependencies });
  const kept = declared.filter(([each]) => delivered.has(`node_modules/${each}`));
  const manifest = { name, version, license, dependencies: Object.fromEntries(kept) };
  const places = [...delivered].sort().map((place) => {
    const { dev: _, ...entry } = packages[place] ?? {};
    return [place, entry] as const;
  });
  return {
    manifest,
    lock: { name, version, lockfileVersion: 3, packages: { '': manifest, ...Object.fromEntries(places) } },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  const { manifest, lock } = deliveredOnly();
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const words = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--loglevel', 'error'];
  const text = execFileSync('npm', words, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const bill = JSON.parse(text) as { metadata: { component: object }; components: object[] };
  // npm names it after the folder.
  Object.assign(bill.metadata.component, { name });
  mkdirSync('dist', { recursive: true });
  writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`wrote ${file}: ${bill.components.length} packages`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
