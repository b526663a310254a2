import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './grants.ts';
import { ServiceFunction, type ServiceFunctionProps } from './serviceFunction.ts';
import type { RecordPattern } from './workers.ts';

/** Settings of {@link StreamWorker}. */
export interface StreamWorkerProps extends ServiceFunctionProps {
  /** The table's stream. */
  readonly streamArn: string;
  /** Which records wake it. */
  readonly changes: readonly RecordPattern[];
}

/** A function that changes of the table wake, in batches and in order per partition; what it cannot do ends in a queue. */
export class StreamWorker extends Construct {
  readonly worker: ServiceFunction;
  /** Batches that failed for good. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { streamArn, changes, ...props }: StreamWorkerProps) {
    super(scope, id);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is itself where failures end.',
    });
    const readStream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    this.worker = new ServiceFunction(this, 'Worker', {
      ...props,
      statements: [
        ...props.statements,
        allow(
          readStream.map((action) => `dynamodb:${action}`),
          [streamArn],
        ),
        allow(['sqs:SendMessage'], [this.failures.queueArn]),
      ],
    });
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.worker.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(12),
      parallelizationFactor: 1,
      onFailure: new SqsDlq(this.failures),
      filters: changes.map((pattern) => FilterCriteria.filter({ ...pattern })),
    });
    // The mapping is refused while the role cannot read the stream.
    mapping.node.addDependency(this.worker);
  }
}
