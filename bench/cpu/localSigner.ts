import { sign, type KeyObject } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';

/**
 * A KMS client whose calls end in this process: the SDK's work is done. Every answer holds the same signature, since making
 * one is KMS's work; nobody verifies these tokens.
 */
export function localSigner(privateKey: KeyObject): KMSClient {
  const Signature = sign('sha256', Buffer.from('any'), privateKey).toString('base64');
  const body = Buffer.from(JSON.stringify({ Signature }));
  const handle = () => Promise.resolve({ response: { statusCode: 200, headers: jsonHeaders, body } });
  const client = new KMSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  });
  Object.assign(client.config, { requestHandler: { handle, httpHandlerConfigs: () => ({}) } });
  return client;
}

const jsonHeaders = { 'content-type': 'application/x-amz-json-1.1' };
