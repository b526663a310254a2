import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const projectFolder = path.resolve(import.meta.dirname, '..');

/** Where the command goes: one file, which any Node from 20 on runs. */
export const commandFile = path.join(projectFolder, 'dist', 'cli', 'serviceUsers.mjs');

/** Bundles the command, so that a call loads one file. */
export async function buildCommandFile(outfile = commandFile): Promise<string> {
  await build({
    absWorkingDir: projectFolder,
    entryPoints: ['cli/serviceUsers.ts'],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Its modules for Node are CommonJS, which calls require.
    alias: { yaml: path.join(projectFolder, 'node_modules/yaml/browser/index.js') },
    banner: { js: '#!/usr/bin/env node' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  await chmod(outfile, 0o755);
  return outfile;
}

if (import.meta.main) await buildCommandFile();
