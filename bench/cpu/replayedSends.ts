import { sign, type KeyObject } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';

interface Command {
  readonly input: object;
}
type Send = (this: unknown, command: Command) => Promise<unknown>;

/**
 * Answers the SDK's commands before the SDK sees them, in this process: what remains is the product's own work. Every
 * signature is the same one, since making it is KMS's work.
 * @returns what ends the recording; a command that was not seen until then fails.
 */
export function replaySends(privateKey: KeyObject): () => void {
  const seen = new Map<string, unknown>();
  let recording = true;
  const dynamoDb = DynamoDBClient.prototype as unknown as { send: Send };
  const { send } = dynamoDb;
  dynamoDb.send = async function (command) {
    const name = nameOf(command);
    if (!recording && !seen.has(name)) throw new Error(`not recorded: ${name.slice(0, 400)}`);
    if (recording) seen.set(name, await send.call(this, command));
    return seen.get(name);
  };
  const Signature = sign('sha256', Buffer.from('any'), privateKey);
  (KMSClient.prototype as unknown as { send: Send }).send = () => Promise.resolve({ Signature });
  return () => (recording = false);
}

/** Reads are told apart by their text; every write brings new ids. */
function nameOf(command: Command): string {
  const { name } = command.constructor;
  return /Write|Update/.test(name) ? name : `${name} ${JSON.stringify(command.input)}`;
}
