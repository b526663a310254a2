import { sign, type KeyObject } from 'node:crypto';
import { DynamoDb } from '../../shared/aws/dynamoDb.ts';
import { Kms } from '../../shared/aws/kms.ts';

type Call = (this: unknown, operation: string, input: object) => Promise<unknown>;

/**
 * Answers calls before the clients see them, in this process: what remains is the product's own work. Every signature is the
 * same one, since making it is KMS's work.
 * @returns what ends the recording; a call that was not seen until then fails.
 */
export function replayCalls(privateKey: KeyObject): () => void {
  const seen = new Map<string, unknown>();
  let recording = true;
  const dynamoDb = DynamoDb.prototype as unknown as { call: Call };
  const { call } = dynamoDb;
  dynamoDb.call = async function (operation, input) {
    const name = nameOf(operation, input);
    if (!recording && !seen.has(name)) throw new Error(`not recorded: ${name.slice(0, 400)}`);
    if (recording) seen.set(name, await call.call(this, operation, input));
    return seen.get(name);
  };
  const Signature = sign('sha256', Buffer.from('any'), privateKey).toString('base64');
  (Kms.prototype as unknown as { call: Call }).call = () => Promise.resolve({ Signature });
  return () => (recording = false);
}

/** Reads are told apart by their text; every write brings new ids. */
function nameOf(operation: string, input: object): string {
  return /Write|Update/.test(operation) ? operation : `${operation} ${JSON.stringify(input)}`;
}
