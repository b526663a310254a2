import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asRecord, asString } from './json.ts';
import { readKept, writeKept } from './keptFile.ts';
import type { KeyRequest } from './keyRequest.ts';

/** One key of the local KMS. A symmetric key has a name and nothing else: no function can use it here. */
export interface LocalKey {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly privateKey: KeyObject | undefined;
  readonly aliases: readonly string[];
}

const curves: Readonly<Record<string, string>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
};

/** Whether keys of that spec sign; others only have a name here. */
export const isSigningSpec = (spec: string): boolean => Object.hasOwn(curves, spec);

function generate(spec: string): string | undefined {
  if (spec === 'SYMMETRIC_DEFAULT') return undefined;
  const namedCurve = curves[spec];
  if (namedCurve === undefined) throw new Error(`The local KMS makes no keys of spec ${spec}`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

interface Kept {
  readonly id: string;
  readonly pem: string | undefined;
}

/** @throws Error unless the text is of a key of that spec. */
function readKey(text: string, spec: string): Kept {
  const { id, pem } = asRecord(JSON.parse(text));
  if (!isSigningSpec(spec)) return { id: asString(id), pem: undefined };
  createPrivateKey(asString(pem));
  return { id: asString(id), pem: asString(pem) };
}

/** Keeps keys in a folder, each in a file that only this user can read; without a folder, in memory. */
export class KeyStore {
  readonly #folder: string | undefined;
  readonly #arnPrefix: string;

  constructor(folder: string | undefined, place: { readonly region: string; readonly account: string }) {
    this.#folder = folder;
    this.#arnPrefix = `arn:aws:kms:${place.region}:${place.account}:key/`;
    if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** The key of that name, made at the first call. */
  open({ name, spec, aliases }: KeyRequest): LocalKey {
    const { id, pem } = this.#read(name, spec);
    const privateKey = pem === undefined ? undefined : createPrivateKey(pem);
    return { id, arn: this.#arnPrefix + id, spec, privateKey, aliases };
  }

  #read(name: string, spec: string): Kept {
    const make = (): Kept => ({ id: randomUUID(), pem: generate(spec) });
    if (this.#folder === undefined) return make();
    const path = join(this.#folder, `${name}.json`);
    const kept = readKept(path, (text) => readKey(text, spec));
    if (kept !== undefined) return kept;
    const made = make();
    writeKept(path, JSON.stringify(made));
    return made;
  }
}
