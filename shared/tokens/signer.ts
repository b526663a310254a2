import { derToJose } from 'ecdsa-sig-formatter';
import { Kms } from '../aws/kms.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { encodeBase64url } from './base64url.ts';
import { tokenAlgorithm, tokenType, type AnyTokenClaims } from './claims.ts';
import type { PublicKeys } from './publicKeys.ts';

/** KMS takes at most this many bytes as a RAW message. */
const longestRawMessage = 4096;

/** Signs tokens with the current KMS key; the private key never leaves KMS. */
export class Signer {
  /** KMS calls since {@link Signer.takeCalls} was last asked. */
  #calls = 0;
  readonly #keyArn: string;
  readonly #keys: PublicKeys;
  readonly #client: Kms;

  /** @param client - for tests; by default one with short time-outs and three attempts. */
  constructor(keyArn: string, keys: PublicKeys, client = new Kms()) {
    this.#keyArn = keyArn;
    this.#keys = keys;
    this.#client = client;
  }

  /**
   * Signs the claims: one KMS call.
   * @throws StoreUnavailable when KMS does not sign or the key is not published yet: the request is answered 503.
   */
  async sign(claims: AnyTokenClaims): Promise<string> {
    const published = await this.#keys.all();
    const kid = published.find(({ keyArn }) => keyArn === this.#keyArn)?.kid;
    if (kid === undefined) throw new StoreUnavailable('the signing key is not published');
    const header = encodeBase64url(JSON.stringify({ alg: tokenAlgorithm, kid, typ: tokenType }));
    const input = `${header}.${encodeBase64url(JSON.stringify(claims))}`;
    if (input.length > longestRawMessage) throw new Error('the token is too long to sign');
    return `${input}.${derToJose(await this.#signature(input), tokenAlgorithm)}`;
  }

  /** KMS calls since last asked. */
  takeCalls(): number {
    const calls = this.#calls;
    this.#calls = 0;
    return calls;
  }

  async #signature(input: string): Promise<Buffer> {
    this.#calls += 1;
    try {
      const { Signature } = await this.#client.call('Sign', {
        KeyId: this.#keyArn,
        Message: Buffer.from(input).toString('base64'),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      if (Signature === undefined) throw new Error('no signature in the answer');
      return Buffer.from(Signature, 'base64');
    } catch (error) {
      throw new StoreUnavailable('KMS did not sign', { cause: error });
    }
  }
}
