import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Operation } from '../shared/contract/operation.ts';
import { listOrders, type ServiceTable } from './serviceTable.ts';
import type { WorkerUse } from './workers.ts';

/** What functions may be given the use of. */
export interface Shared {
  readonly storage: ServiceTable;
  /** The first signs. */
  readonly signingKeys: readonly Key[];
  readonly bus: EventBus;
}

/**
 * The permissions that follow from the uses of a function, and no more: named actions on named resources.
 * Scan is not among them: nothing may read the whole table.
 */
export function statementsFor(
  uses: readonly WorkerUse[],
  { storage, signingKeys, bus }: Shared,
): PolicyStatement[] {
  const { tableArn } = storage.table;
  const [current] = signingKeys;
  if (current === undefined) throw new Error('A stage has at least one signing key.');
  const statements: Record<WorkerUse, () => PolicyStatement[]> = {
    'table:read': () => [
      allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], [tableArn]),
      allow(
        ['dynamodb:Query'],
        listOrders.map((order) => `${tableArn}/index/${order}`),
      ),
    ],
    'table:write': () => [
      // Transactions are authorised action by action.
      allow(
        ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
        [tableArn],
      ),
    ],
    'tokens:mark': () => [markTokens(tableArn)],
    'kms:sign': () => [signWith(current)],
    // Settings only: what it writes is granted by table:write.
    'tokens:issue': () => [],
    'credentials:verify': () => [],
    'issuers:read': () => [],
    'events:publish': () => [allow(['events:PutEvents'], [bus.eventBusArn])],
    'kms:getPublicKey': () => [
      allow(
        ['kms:GetPublicKey'],
        signingKeys.map(({ keyArn }) => keyArn),
      ),
    ],
  };
  return uses.flatMap((use) => statements[use]());
}

/** What an operation uses: one with callers also marks the long-lived token that it succeeded by (K9). */
export function operationUses({ action, uses }: Operation): readonly WorkerUse[] {
  return action === 'public' || uses.includes('table:write') ? uses : [...uses, 'tokens:mark'];
}

/** The time of last use of tokens and nothing else, also for a function that only reads otherwise. */
function markTokens(tableArn: string): PolicyStatement {
  const statement = allow(['dynamodb:UpdateItem'], [tableArn]);
  statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': ['TOKEN#*'] });
  statement.addCondition('ForAllValues:StringEquals', { 'dynamodb:Attributes': ['pk', 'sk', 'lastUsedAt'] });
  statement.addCondition('StringEqualsIfExists', { 'dynamodb:ReturnValues': ['NONE'] });
  return statement;
}

/** Permission to do these actions on these resources. */
export function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}

/** ES256 over the whole message and nothing else: the key cannot be used to sign a digest of unknown origin. */
export function signWith({ keyArn }: Key): PolicyStatement {
  const statement = allow(['kms:Sign'], [keyArn]);
  statement.addCondition('StringEquals', {
    'kms:SigningAlgorithm': 'ECDSA_SHA_256',
    'kms:MessageType': 'RAW',
  });
  return statement;
}
