import type {
  DescribeStreamInput,
  GetRecordsInput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { ServiceClient, type ClientSettings } from '../../shared/aws/serviceClient.ts';
import type { JsonRecord } from './json.ts';

/** What mappings call of DynamoDB's streams, as on the wire: binary is base64, a time is seconds since the epoch. */
interface StreamsOperations {
  readonly DescribeStream: {
    readonly input: DescribeStreamInput;
    readonly output: {
      readonly StreamDescription?: { readonly Shards?: readonly { readonly ShardId?: string }[] };
    };
  };
  readonly GetShardIterator: {
    readonly input: GetShardIteratorInput;
    readonly output: GetShardIteratorOutput;
  };
  readonly GetRecords: {
    readonly input: GetRecordsInput;
    readonly output: { readonly Records?: readonly JsonRecord[]; readonly NextShardIterator?: string };
  };
}

/** DynamoDB's streams (API version 2012-08-10), which every record of a table goes through. */
export class StreamsClient extends ServiceClient<StreamsOperations> {
  constructor(settings: ClientSettings) {
    const target = 'DynamoDBStreams_20120810';
    super({ name: 'dynamodb', variable: 'DYNAMODB', target, version: '1.0', baseDelay: 50 }, settings);
  }
}
