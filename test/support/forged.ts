import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { derToJose } from 'ecdsa-sig-formatter';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { part } from './jwt.ts';
import { product } from './product.ts';

/** A token of any header and claims, signed with the product's own key: its text is as good as that of a real one. */
export async function signedByProduct(header: object, claims: object): Promise<string> {
  const { kms, keyId } = product();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new KMSClient({ endpoint: kms, region: 'us-east-1', credentials });
  const input = `${part(header)}.${part(claims)}`;
  const { Signature } = await client.send(
    new SignCommand({
      KeyId: keyId,
      Message: Buffer.from(input),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    }),
  );
  client.destroy();
  return `${input}.${derToJose(Buffer.from(Signature ?? []), 'ES256')}`;
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
