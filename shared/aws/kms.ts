import { ServiceClient, type ClientSettings } from './serviceClient.ts';

/** What the product calls of KMS, as on the wire: bytes are base64. */
export interface KmsOperations {
  readonly Sign: {
    readonly input: {
      readonly KeyId: string;
      readonly Message: string;
      readonly MessageType: 'RAW';
      readonly SigningAlgorithm: 'ECDSA_SHA_256';
    };
    readonly output: { readonly Signature?: string };
  };
  readonly GetPublicKey: {
    readonly input: { readonly KeyId: string };
    /** DER, SubjectPublicKeyInfo (RFC 5280). */
    readonly output: { readonly PublicKey?: string };
  };
}

/** KMS (API version 2014-11-01). */
export class Kms extends ServiceClient<KmsOperations> {
  constructor(settings: ClientSettings = {}) {
    super({ name: 'kms', variable: 'KMS', target: 'TrentService', version: '1.1', baseDelay: 50 }, settings);
  }
}
