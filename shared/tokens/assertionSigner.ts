import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { derToJose } from 'ecdsa-sig-formatter';
import { Kms } from '../aws/kms.ts';
import { encodeBase64url } from './base64url.ts';

/** What signs client assertions (RFC 7523). */
export interface AssertionSigner {
  /** The public part, as it is registered. */
  publicKey(): Promise<JsonWebKey>;
  /** A compact JWT of these claims. */
  sign(header: object, claims: object): Promise<string>;
}

/** Signs with ES256 by a KMS key; what fails is thrown as KMS tells it. */
export class KmsAssertionSigner implements AssertionSigner {
  readonly #keyArn: string;
  readonly #client: Pick<Kms, 'call'>;

  /** @param client - for tests; by default one with short time-outs. */
  constructor(keyArn: string, client: Pick<Kms, 'call'> = new Kms()) {
    this.#keyArn = keyArn;
    this.#client = client;
  }

  /** One KMS call. */
  async publicKey(): Promise<JsonWebKey> {
    const { PublicKey } = await this.#client.call('GetPublicKey', { KeyId: this.#keyArn });
    if (PublicKey === undefined) throw new Error('KMS answered without a public key');
    return createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' }).export({
      format: 'jwk',
    });
  }

  /** One KMS call. */
  async sign(header: object, claims: object): Promise<string> {
    const input = [{ ...header, alg: 'ES256' }, claims]
      .map((part) => encodeBase64url(JSON.stringify(part)))
      .join('.');
    const { Signature } = await this.#client.call('Sign', {
      KeyId: this.#keyArn,
      Message: Buffer.from(input).toString('base64'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    if (Signature === undefined) throw new Error('KMS answered without a signature');
    return `${input}.${derToJose(Buffer.from(Signature, 'base64'), 'ES256')}`;
  }
}
