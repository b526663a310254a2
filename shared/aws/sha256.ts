import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';

/**
 * SHA-256 for signatures of requests. The SDK's own class hands a key to Node as bytes, which costs several times what the
 * same key costs as an object, and copies every hash before it reads it.
 */
export class Sha256 {
  readonly #secret: ReturnType<typeof createSecretKey> | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    // What signs gives a text first and then bytes, whatever else its interface allows.
    this.#secret = secret === undefined ? undefined : createSecretKey(Buffer.from(secret as Uint8Array));
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}
