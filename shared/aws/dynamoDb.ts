import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  QueryInput,
  QueryOutput,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import { ServiceClient, type ClientSettings } from './serviceClient.ts';

/** What the product calls of DynamoDB. Attributes are as the SDK has them, but for binary ones, which nothing here stores. */
export interface DynamoDbOperations {
  readonly BatchGetItem: { readonly input: BatchGetItemInput; readonly output: BatchGetItemOutput };
  readonly Query: { readonly input: QueryInput; readonly output: QueryOutput };
  readonly TransactWriteItems: {
    readonly input: TransactWriteItemsInput;
    readonly output: TransactWriteItemsOutput;
  };
  readonly UpdateItem: { readonly input: UpdateItemInput; readonly output: UpdateItemOutput };
}

/** DynamoDB (API version 2012-08-10). */
export class DynamoDb extends ServiceClient<DynamoDbOperations> {
  constructor(settings: ClientSettings = {}) {
    super(
      {
        name: 'dynamodb',
        variable: 'DYNAMODB',
        target: 'DynamoDB_20120810',
        version: '1.0',
        baseDelay: 25,
      },
      settings,
    );
  }
}
