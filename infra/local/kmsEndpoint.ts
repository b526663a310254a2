import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JsonRecord } from './json.ts';
import { ServiceFailure, startJsonService } from './jsonService.ts';
import type { RunningService } from './jsonService.ts';
import type { LocalKey } from './keyStore.ts';

/** KMS refuses longer messages of type RAW: what is longer is to be hashed first. */
const rawLimitBytes = 4096;

const algorithms: Readonly<Record<string, { algorithm: string; hash: string }>> = {
  ECC_NIST_P256: { algorithm: 'ECDSA_SHA_256', hash: 'sha256' },
  ECC_NIST_P384: { algorithm: 'ECDSA_SHA_384', hash: 'sha384' },
  ECC_NIST_P521: { algorithm: 'ECDSA_SHA_512', hash: 'sha512' },
};

function metadata(key: LocalKey): JsonRecord {
  const signing = algorithms[key.spec];
  return {
    AWSAccountId: key.arn.split(':')[4],
    Arn: key.arn,
    CreationDate: 0,
    CustomerMasterKeySpec: key.spec,
    Description: '',
    Enabled: true,
    KeyId: key.id,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    KeyState: 'Enabled',
    KeyUsage: signing ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
    ...(signing && { SigningAlgorithms: [signing.algorithm] }),
  };
}

function signingKey(key: LocalKey): KeyObject {
  if (key.privateKey) return key.privateKey;
  throw new ServiceFailure(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ENCRYPT_DECRYPT which is not valid here.`,
  );
}

function bytesOf(input: JsonRecord, field: string): Buffer {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return Buffer.from(value, 'base64');
  throw new ServiceFailure(
    'ValidationException',
    `Value at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The message of Sign and Verify, checked as KMS does. */
function messageOf(input: JsonRecord, key: LocalKey): { message: Buffer; hash: string; algorithm: string } {
  const signing = algorithms[key.spec];
  if (!signing || input['SigningAlgorithm'] !== signing.algorithm) {
    throw new ServiceFailure(
      'InvalidKeyUsageException',
      `Algorithm ${String(input['SigningAlgorithm'])} is incompatible with key spec ${key.spec}.`,
    );
  }
  if ((input['MessageType'] ?? 'RAW') !== 'RAW') {
    // node:crypto hashes whatever it signs: a signature over a ready digest would come out wrong.
    throw new ServiceFailure(
      'ValidationException',
      'This local KMS signs and verifies messages of MessageType RAW only.',
    );
  }
  const message = bytesOf(input, 'Message');
  if (message.length > rawLimitBytes) {
    throw new ServiceFailure(
      'ValidationException',
      "Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
  }
  return { message, ...signing };
}

type Operation = (input: JsonRecord, key: LocalKey) => JsonRecord;

const operations: Readonly<Record<string, Operation>> = {
  DescribeKey: (_input, key) => ({ KeyMetadata: metadata(key) }),
  GetPublicKey: (_input, key) => {
    const { SigningAlgorithms, KeySpec, KeyUsage, CustomerMasterKeySpec } = metadata(key);
    const der = createPublicKey(signingKey(key)).export({ type: 'spki', format: 'der' });
    const PublicKey = der.toString('base64');
    return { KeyId: key.arn, PublicKey, KeySpec, KeyUsage, CustomerMasterKeySpec, SigningAlgorithms };
  },
  Sign: (input, key) => {
    const privateKey = signingKey(key);
    const { message, hash, algorithm } = messageOf(input, key);
    const Signature = sign(hash, message, privateKey).toString('base64');
    return { KeyId: key.arn, Signature, SigningAlgorithm: algorithm };
  },
  Verify: (input, key) => {
    const publicKey = createPublicKey(signingKey(key));
    const { message, hash, algorithm } = messageOf(input, key);
    if (!verify(hash, message, publicKey, bytesOf(input, 'Signature'))) {
      throw new ServiceFailure('KMSInvalidSignatureException', 'The signature is not valid.');
    }
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
  },
};

/** A key is asked for by id, ARN, alias name or alias ARN. */
function keyNamed(keys: readonly LocalKey[], wanted: unknown): LocalKey {
  const name = String(wanted ?? '');
  const alias = name.startsWith('arn:') ? name.slice(name.lastIndexOf(':') + 1) : name;
  const found = keys.find((key) => key.id === name || key.arn === name || key.aliases.includes(alias));
  if (found) return found;
  throw new ServiceFailure('NotFoundException', `Key '${name}' does not exist`);
}

/** A KMS over the AWS JSON 1.1 protocol: DescribeKey, GetPublicKey, Sign and Verify. */
export function startKms(keys: readonly LocalKey[]): Promise<RunningService> {
  return startJsonService({
    target: 'TrentService',
    internal: 'KMSInternalException',
    answer: (name, input) => {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation)
        throw new ServiceFailure('UnknownOperationException', `${name || 'No operation'} is not known here`);
      return operation(input, keyNamed(keys, input['KeyId']));
    },
  });
}
