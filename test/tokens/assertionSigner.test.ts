import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Kms } from '../../shared/aws/kms.ts';
import { KmsAssertionSigner } from '../../shared/tokens/assertionSigner.ts';
import { decodeOutsideJwt, isSignedBy, readOutsideKey } from '../../shared/tokens/outsideJws.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyArn = 'arn:aws:kms:eu-central-1:000000000000:key/canary';

/** KMS with one key, and what it was asked. */
function kms(answer?: object): { client: Pick<Kms, 'call'>; asked: unknown[] } {
  const asked: unknown[] = [];
  const call = (
    operation: string,
    input: { readonly KeyId: string; readonly Message?: string },
  ): Promise<object> => {
    asked.push({ operation, ...input });
    const { Message } = input;
    const good =
      Message === undefined
        ? { PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') }
        : { Signature: sign('sha256', Buffer.from(Message, 'base64'), privateKey).toString('base64') };
    return Promise.resolve(answer ?? good);
  };
  return { asked, client: { call } };
}

describe('the signer of client assertions', () => {
  it('signs what verifies with its public key, as raw message with one algorithm', async () => {
    const { client, asked } = kms();
    const signer = new KmsAssertionSigner(keyArn, client);
    const header = { kid: 'canary', typ: 'JWT' };
    const assertion = await signer.sign(header, { iss: 'svc_1', jti: 'x' });
    const decoded = decodeOutsideJwt(assertion);
    const key = readOutsideKey(await signer.publicKey());
    expect(decoded).toMatchObject({
      algorithm: 'ES256',
      kid: 'canary',
      claims: { iss: 'svc_1', jti: 'x' },
    });
    expect(decoded !== undefined && key !== undefined && isSignedBy(key, decoded)).toBe(true);
    expect(asked).toEqual([
      {
        operation: 'Sign',
        KeyId: keyArn,
        Message: Buffer.from(assertion.slice(0, assertion.lastIndexOf('.'))).toString('base64'),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      },
      { operation: 'GetPublicKey', KeyId: keyArn },
    ]);
  });

  it('signs with ES256, whatever the header asks for', async () => {
    const assertion = await new KmsAssertionSigner(keyArn, kms().client).sign({ alg: 'none' }, {});
    expect(decodeOutsideJwt(assertion)?.algorithm).toBe('ES256');
  });

  it('answers the public key as JWK, without a private member', async () => {
    const { x, y } = publicKey.export({ format: 'jwk' });
    expect(await new KmsAssertionSigner(keyArn, kms().client).publicKey()).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x,
      y,
    });
  });

  it('fails where KMS answers nothing to go on with', async () => {
    const signer = new KmsAssertionSigner(keyArn, kms({}).client);
    await expect(signer.publicKey()).rejects.toThrow('KMS answered without a public key');
    await expect(signer.sign({}, {})).rejects.toThrow('KMS answered without a signature');
  });
});
