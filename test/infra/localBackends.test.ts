import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  DescribeKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { startKms } from '../../infra/local/kmsEndpoint.ts';
import { DamagedFile } from '../../infra/local/keptFile.ts';
import { KeyStore } from '../../infra/local/keyStore.ts';
import { openKeys } from '../../infra/local/managedKeys.ts';

const place = { region: 'us-east-1', account: '000000000000' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

function aFolder({ onTestFinished }: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function aKms(test: TestContext, folder?: string) {
  const store = new KeyStore(folder, place);
  const key = store.open({ name: 'first', spec: 'ECC_NIST_P256', aliases: ['alias/signing'] });
  const other = store.open({ name: 'storage', spec: 'SYMMETRIC_DEFAULT', aliases: [] });
  const kms = await startKms([key, other]);
  const client = new KMSClient({ endpoint: kms.endpoint, region: place.region, credentials, maxAttempts: 1 });
  test.onTestFinished(async () => {
    client.destroy();
    await kms.stop();
  });
  return { key, other, client };
}

describe('the key store', () => {
  it.for(['', '{"id":"a"', '{"id":"a"}', '{"id":"a","pem":"-----BEGIN PRIVATE KEY-----"}'])(
    'names the file, and nothing that is in it, where %j is all that is left of a key',
    (left, test) => {
      const folder = aFolder(test);
      const store = new KeyStore(folder, place);
      const request = { name: 'first', spec: 'ECC_NIST_P256', aliases: [] };
      const { id } = store.open(request);
      expect(store.open(request).id).toBe(id);
      writeFileSync(join(folder, 'first.json'), left);
      const remedy = 'put it back from a copy, or start over with --fresh.';
      expect(() => store.open(request)).toThrow(new DamagedFile(join(folder, 'first.json'), remedy));
    },
  );
});

describe('the key service', () => {
  const Message = Buffer.from('header.payload');
  const ecdsa = { SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'RAW' } as const;

  it('signs so that its public key verifies', async (test) => {
    const { key, client } = await aKms(test);
    const { Signature } = await client.send(new SignCommand({ KeyId: key.arn, Message, ...ecdsa }));
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: key.arn }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    expect(verify('sha256', Message, publicKey, Signature ?? Buffer.alloc(0))).toBe(true);
    const input = { KeyId: key.id, Message, Signature, ...ecdsa };
    expect((await client.send(new VerifyCommand(input))).SignatureValid).toBe(true);
    const forged = { ...input, Message: Buffer.from('other') };
    await expect(client.send(new VerifyCommand(forged))).rejects.toThrow('not valid');
  });

  it('finds a key by id, ARN, alias and alias ARN', async (test) => {
    const { key, client } = await aKms(test);
    const aliasArn = 'arn:aws:kms:us-east-1:000000000000:alias/signing';
    for (const KeyId of [key.id, key.arn, 'alias/signing', aliasArn]) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ KeyId: key.id, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    }
  });

  it.for([
    ['an unknown key', { KeyId: 'nope' }, 'NotFoundException'],
    ['a message above 4096 bytes', { Message: randomBytes(4097) }, 'ValidationException'],
    ['a ready digest', { MessageType: 'DIGEST' as const }, 'ValidationException'],
    ['another algorithm', { SigningAlgorithm: 'ECDSA_SHA_512' as const }, 'InvalidKeyUsageException'],
  ] as const)('refuses %s', async ([, change, name], test) => {
    const { key, client } = await aKms(test);
    const input = { KeyId: key.id, Message, ...ecdsa, ...change };
    await expect(client.send(new SignCommand(input))).rejects.toMatchObject({ name });
  });

  it('refuses to sign with a key that encrypts', async (test) => {
    const { other, client } = await aKms(test);
    const refused = client.send(new SignCommand({ KeyId: other.id, Message, ...ecdsa }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  });

  it('keeps keys in files that only their owner reads', async (test) => {
    const folder = join(aFolder(test), 'kms');
    const first = await aKms(test, folder);
    const again = await aKms(test, folder);
    expect(again.key.id).toBe(first.key.id);
    const { Signature } = await first.client.send(
      new SignCommand({ KeyId: first.key.id, Message, ...ecdsa }),
    );
    const input = { KeyId: first.key.id, Message, Signature, ...ecdsa };
    expect((await again.client.send(new VerifyCommand(input))).SignatureValid).toBe(true);
    expect(statSync(join(folder, 'first.json')).mode & 0o777).toBe(0o600);
  });
});

interface KmsInput {
  readonly KeyId?: string;
  readonly KeySpec?: string;
  readonly AliasName?: string;
  readonly TargetKeyId?: string;
}

/** DescribeKey, CreateKey and CreateAlias of a KMS that knows only what was created in it. */
function answerOf(input: KmsInput, aliases: Map<string, string>): object {
  if (input.AliasName !== undefined) aliases.set(input.AliasName, input.TargetKeyId ?? '');
  const KeyId = input.KeySpec ? `made-${input.KeySpec}` : aliases.get(input.KeyId ?? '');
  if (KeyId === undefined && input.KeyId !== undefined)
    return { __type: 'NotFoundException', message: 'none' };
  return { KeyMetadata: { KeyId, Arn: `arn:aws:kms:us-east-1:1:key/${KeyId}` } };
}

describe('an outside key service', () => {
  async function anEmptyKms({ onTestFinished }: TestContext) {
    const aliases = new Map<string, string>();
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const answer = answerOf(JSON.parse(body) as KmsInput, aliases);
        response.writeHead('__type' in answer ? 400 : 200, { 'Content-Type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, aliases };
  }

  it('gets the keys of the template once, under their names', async (test) => {
    const { endpoint, aliases } = await anEmptyKms(test);
    const requests = [{ name: 'Data-Key', spec: 'ECC_NIST_P256', aliases: [] }];
    const environment = { AWS_ENDPOINT_URL_KMS: endpoint };
    const settings = { data: '/nowhere', inMemory: true, ...place, requests, environment };
    const first = await openKeys(settings);
    const second = await openKeys(settings);
    expect([first.endpoint, first.firstSigningKey]).toEqual([endpoint, 'made-ECC_NIST_P256']);
    expect(second.named('Data-Key').arn).toBe('arn:aws:kms:us-east-1:1:key/made-ECC_NIST_P256');
    expect([...aliases]).toEqual([['alias/Data-Key', 'made-ECC_NIST_P256']]);
  });
});
