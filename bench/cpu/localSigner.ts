import { sign, type KeyObject } from 'node:crypto';
import { Kms } from '../../shared/aws/kms.ts';

/**
 * A KMS client whose calls end in this process: its own work is done. Every answer holds the same signature, since making
 * one is KMS's work; nobody verifies these tokens.
 */
export function localSigner(privateKey: KeyObject): Kms {
  const Signature = sign('sha256', Buffer.from('any'), privateKey).toString('base64');
  const body = Buffer.from(JSON.stringify({ Signature }));
  return new Kms({
    region: 'eu-central-1',
    endpoint: 'https://kms.eu-central-1.amazonaws.com',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: { handle: () => Promise.resolve({ response: { statusCode: 200, body } }) },
    maxAttempts: 1,
  });
}
