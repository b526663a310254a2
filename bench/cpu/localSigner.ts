import { sign, type KeyObject } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { textOf } from './replay.ts';

interface SdkRequest {
  readonly body?: unknown;
}

/** A KMS client whose calls end in this process: the SDK's work is done, the signature is made with a local key. */
export function localSigner(privateKey: KeyObject): KMSClient {
  const handle = (request: SdkRequest) => {
    const { Message } = JSON.parse(textOf(request.body)) as { Message: string };
    const Signature = sign('sha256', Buffer.from(Message, 'base64'), privateKey).toString('base64');
    const body = Buffer.from(JSON.stringify({ Signature }));
    return Promise.resolve({ response: { statusCode: 200, headers: jsonHeaders, body } });
  };
  const client = new KMSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  });
  Object.assign(client.config, { requestHandler: { handle, httpHandlerConfigs: () => ({}) } });
  return client;
}

const jsonHeaders = { 'content-type': 'application/x-amz-json-1.1' };
