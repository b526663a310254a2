import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { declarations } from './declarations.ts';

const projectFolder = path.resolve(import.meta.dirname, '..');

/** Where the package goes: publish from there. */
export const packageFolder = path.join(projectFolder, 'dist', 'client');

/** Writes the package: two modules, their types, its description. */
export async function buildPackage(folder = packageFolder): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: projectFolder,
    entryPoints: ['client/index.ts', 'client/verify.ts'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['jose', 'node:fs/promises'],
    logLevel: 'silent',
  });
  for (const [name, text] of declarations(projectFolder)) {
    const file = path.join(folder, 'types', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await copyFile(path.join(projectFolder, 'client', 'package.json'), path.join(folder, 'package.json'));
  await copyFile(path.join(projectFolder, 'docs', 'client.md'), path.join(folder, 'README.md'));
}

if (import.meta.main) await buildPackage();
