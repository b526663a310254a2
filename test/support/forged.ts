import { derToJose } from 'ecdsa-sig-formatter';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { Kms } from '../../shared/aws/kms.ts';
import { part } from './jwt.ts';
import { product } from './product.ts';

/** A token of any header and claims, signed with the product's own key: its text is as good as that of a real one. */
export async function signedByProduct(header: object, claims: object): Promise<string> {
  const { kms, keyId } = product();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new Kms({ endpoint: kms, region: 'us-east-1', credentials });
  const input = `${part(header)}.${part(claims)}`;
  const { Signature = '' } = await client.call('Sign', {
    KeyId: keyId,
    Message: Buffer.from(input).toString('base64'),
    MessageType: 'RAW',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  return `${input}.${derToJose(Buffer.from(Signature, 'base64'), 'ES256')}`;
}

/** A real token with some of its header and claims changed, signed with the product's own key. */
export async function resigned(
  token: string,
  { header = {}, claims = {} }: { header?: object; claims?: object },
): Promise<string> {
  return await signedByProduct(
    { ...decodeProtectedHeader(token), ...header },
    { ...decodeJwt(token), ...claims },
  );
}
