import { sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Kms } from '../../shared/aws/kms.ts';
import { instant } from '../../shared/domain/time.ts';
import { StoreUnavailable } from '../../shared/store/unavailable.ts';
import type { AuthTokenClaims } from '../../shared/tokens/claims.ts';
import { PublicKeys } from '../../shared/tokens/publicKeys.ts';
import { Signer } from '../../shared/tokens/signer.ts';
import { verifyAuthToken } from '../../shared/tokens/verifier.ts';
import { embeddedTable } from '../support/embeddedTable.ts';
import { ourIssuer, publish, signingKey, tokenClaims } from '../support/signingKey.ts';

const now = instant(1_760_000_000_000);
const key = signingKey();
const claims = tokenClaims(now) as unknown as AuthTokenClaims;

describe('the signer', () => {
  let server: Server;
  let requests: Record<string, unknown>[];
  let answer: (message: Buffer) => { status: number; body: unknown };
  let keys: PublicKeys;
  let signer: Signer;
  beforeEach(async () => {
    requests = [];
    answer = (message) => ({
      status: 200,
      body: { Signature: sign('sha256', message, key.privateKey).toString('base64') },
    });
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        const asked = JSON.parse(text) as Record<string, unknown>;
        requests.push({ target: request.headers['x-amz-target'], ...asked });
        const { status, body } = answer(Buffer.from(String(asked['Message']), 'base64'));
        response
          .writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const { table } = await embeddedTable();
    await publish(table, key.published);
    keys = new PublicKeys(table, () => now);
    const client = new Kms({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
    signer = new Signer(key.published.keyArn, keys, client);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('makes tokens that the verifier accepts, one KMS call each', async () => {
    for (let at = 0; at < 20; at += 1) {
      const verified = await verifyAuthToken(await signer.sign(claims), keys, {
        issuer: ourIssuer,
        audience: ourIssuer,
        now,
      });
      expect(verified).toEqual({ claims });
    }
    expect(requests).toHaveLength(20);
    expect([signer.takeCalls(), signer.takeCalls()]).toEqual([20, 0]);
  });

  it('asks KMS to sign the raw message with the one algorithm', async () => {
    const token = await signer.sign(claims);
    expect(requests).toEqual([
      {
        target: 'TrentService.Sign',
        KeyId: key.published.keyArn,
        Message: Buffer.from(token.slice(0, token.lastIndexOf('.'))).toString('base64'),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      },
    ]);
  });

  it.each([
    { status: 400, body: { __type: 'ThrottlingException' } },
    { status: 400, body: { __type: 'DisabledException' } },
    { status: 400, body: { __type: 'AccessDeniedException' } },
    { status: 500, body: { __type: 'KMSInternalException' } },
    { status: 200, body: {} },
  ])('is unavailable when KMS answers $status $body', async (broken) => {
    answer = () => broken;
    const error = await signer.sign(claims).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ message: 'KMS did not sign', cause: expect.any(Error) as Error });
    expect(signer.takeCalls()).toBe(1);
  });

  it('tells in its cause that an answer held no signature', async () => {
    answer = () => ({ status: 200, body: {} });
    await expect(signer.sign(claims)).rejects.toMatchObject({
      cause: { message: 'no signature in the answer' },
    });
  });

  it('signs nothing with a key that is not published', async () => {
    const other = new Signer(signingKey().published.keyArn, keys);
    await expect(other.sign(claims)).rejects.toThrow(
      new StoreUnavailable('the signing key is not published'),
    );
    expect(other.takeCalls()).toBe(0);
  });

  it('asks KMS for nothing longer than it signs', async () => {
    const lengthOf = async (scope: number) => {
      const token = await signer.sign({ ...claims, scope: 'x'.repeat(scope) });
      return token.lastIndexOf('.');
    };
    expect(await lengthOf(2578)).toBe(4095);
    requests = [];
    await expect(lengthOf(2579)).rejects.toThrow('the token is too long to sign');
    expect(requests).toEqual([]);
  });
});
