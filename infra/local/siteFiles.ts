import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** How content can be sent. */
export type Encoding = 'identity' | 'gzip' | 'br';

/** One file of a site, in memory. */
export interface SiteFile {
  readonly type: string;
  readonly etag: string;
  /** As it was before compression, in bytes. */
  readonly size: number;
  /** The content in an encoding, made once. */
  as(encoding: Encoding): Promise<Buffer>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const compress: Readonly<Record<Encoding, (content: Buffer) => Promise<Buffer>>> = {
  identity: async (content) => content,
  gzip: promisify(gzip),
  // The highest level takes seconds for what nobody waits for here.
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

/** A file of that name with that content. */
export function siteFile(name: string, content: Buffer): SiteFile {
  const made = new Map<Encoding, Promise<Buffer>>();
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`,
    size: content.length,
    as: (encoding) => {
      const known = made.get(encoding) ?? compress[encoding](content);
      made.set(encoding, known);
      return known;
    },
  };
}

/** Every file under a folder by its path there, with slashes; what links lead to is not among them. */
export async function readSiteFiles(folder: string): Promise<ReadonlyMap<string, SiteFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).split(sep).join('/');
      return [name, siteFile(name, await readFile(path))] as const;
    });
  return new Map(await Promise.all(files));
}
