import { Duration, Stack, Validations, type CfnResource, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import type { Operation } from '../shared/contract/operation.ts';
import { pathsOf, type Rows } from './apiDefinition.ts';
import type { DataStack } from './dataStack.ts';
import {
  authorizerEnvironment,
  environmentFor,
  operationEnvironment,
  type Surroundings,
} from './environment.ts';
import { operationUses, statementsFor } from './grants.ts';
import { OperationApi } from './operationApi.ts';
import { ServiceFunction } from './serviceFunction.ts';
import { serviceLogs } from './serviceLogs.ts';
import type { StageSettings } from './stages.ts';
import { StreamWorker } from './streamWorker.ts';
import { workers, type Worker, type WorkerUse } from './workers.ts';

/** Entry of the function that decides about every request. */
export const authorizerEntry = 'authorizer';
/** It reads who calls, records persons on first sight, and notes when somebody was last active. */
export const authorizerUses: readonly WorkerUse[] = ['table:read', 'table:write'];

/** Settings of {@link ApiStack}. */
export interface ApiStackProps extends StackProps {
  readonly stage: StageSettings;
  readonly data: DataStack;
  /** Origin of the web console, whose pages may call the API; no cross-origin use when undefined. */
  readonly consoleOrigin: string | undefined;
  readonly rows: Rows;
  /** The code of an entry of `functions/`. */
  readonly codeOf: (entry: string) => Code;
}

/** What answers: the API, its authorizer, one function per operation, and the workers. Keeps no state. */
export class ApiStack extends Stack {
  readonly api: OperationApi;
  private readonly around: Surroundings;
  private readonly codeOf: (entry: string) => Code;

  constructor(scope: Construct, id: string, settings: ApiStackProps) {
    const { stage, data, consoleOrigin, rows, codeOf, ...props } = settings;
    super(scope, id, { ...props, terminationProtection: stage.keepData });
    this.codeOf = codeOf;
    this.api = new OperationApi(this, 'Gateway', { stage, consoleOrigin, rows, authorizer: authorizerEntry });
    const { storage, signingKeys, bus, trusted } = data;
    const { publicUrl } = this.api;
    this.around = { stage, consoleOrigin, storage, signingKeys, bus, trusted, publicUrl };
    this.authorizer();
    const signing = Object.entries(rows)
      .map(([id, row]) => ({ row, operation: this.operation(id, row) }))
      .filter(({ row }) => row.uses.includes('kms:sign'))
      .map(({ operation }) => operation);
    for (const [name, worker] of Object.entries<Worker>(workers)) this.worker(name, worker, signing);
  }

  private authorizer(): void {
    const authorizer = new ServiceFunction(this, authorizerEntry, {
      ...this.common(authorizerEntry, authorizerUses),
      description: 'Decides who may, on every request',
      environment: authorizerEnvironment(authorizerUses, this.around),
      timeoutSeconds: 10,
      memory: 1024,
    });
    this.api.allowAuthorizer(authorizer.lambda);
  }

  private operation(id: string, row: Operation): ServiceFunction {
    const operation = new ServiceFunction(this, id, {
      ...this.common(id, operationUses(row)),
      description: row.summary,
      environment: operationEnvironment(row, this.around),
    });
    this.api.allowInvocation(operation.lambda, row.method, pathsOf(row));
    return operation;
  }

  private worker(name: string, { uses, impact, wokenBy }: Worker, signing: readonly ServiceFunction[]): void {
    const props = {
      ...this.common(name, uses),
      description: `Worker. When it fails: ${impact}`,
      environment: environmentFor(uses, this.around),
      timeoutSeconds: 60,
    };
    if (wokenBy === 'deploy') {
      this.runOnDeploy(new ServiceFunction(this, name, props), signing);
      return;
    }
    const { changes, everyMinutes } = wokenBy;
    const { streamArn } = this.around.storage;
    const worker =
      changes === undefined
        ? new ServiceFunction(this, name, props)
        : new StreamWorker(this, name, { ...props, streamArn, changes }).worker;
    if (everyMinutes === undefined) return;
    new Rule(worker, 'Clock', {
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [new LambdaFunction(worker.lambda)],
    });
  }

  /** Nothing signs with a key before its public part is published. */
  private runOnDeploy(worker: ServiceFunction, signing: readonly ServiceFunction[]): void {
    new Trigger(worker, 'OnDeploy', {
      handler: worker.lambda,
      executeBefore: signing.map(({ lambda }) => lambda),
    });
    const logs = serviceLogs(worker, 'TriggerLogs', { stage: this.around.stage, source: 'triggers' });
    settleTriggers(this, logs);
  }

  private common(entry: string, uses: readonly WorkerUse[]) {
    const { stage } = this.around;
    return { stage, entry, code: this.codeOf(entry), statements: statementsFor(uses, this.around) };
  }
}

/** The function with which the CDK runs triggers is the CDK's own: its logs get an end, the rest is not ours to narrow. */
function settleTriggers(stack: Stack, logs: LogGroup): void {
  const provider = stack.node.findChild('AWSCDK.TriggerCustomResourceProviderCustomResourceProvider');
  const handler = provider.node.findChild('Handler') as CfnResource;
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName });
  Validations.of(provider).acknowledge(
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'The CDK gives the function that runs triggers the managed policy for logs.',
    },
    { id: 'AwsSolutions-L1', reason: 'The CDK chooses the runtime of the function that runs triggers.' },
  );
}
