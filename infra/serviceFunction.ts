import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing, type Code } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allow } from './grants.ts';
import { functionName } from './names.ts';
import { serviceLogs } from './serviceLogs.ts';
import type { StageSettings } from './stages.ts';

/** Settings of {@link ServiceFunction}. */
export interface ServiceFunctionProps {
  readonly stage: StageSettings;
  /** The name of its file in `functions/`. */
  readonly entry: string;
  readonly code: Code;
  readonly description: string;
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds; API Gateway waits 29. @default 15 */
  readonly timeoutSeconds?: number;
  /** Megabytes; CPU grows with it. @default 512 */
  readonly memory?: number;
}

/** One Lambda function with a role of its own that may do what its statements say, and write its own logs. */
export class ServiceFunction extends Construct {
  readonly lambda: Function;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage, entry } = props;
    const logGroup = serviceLogs(this, 'Logs', { stage, source: entry });
    const role = functionRole(this, logGroup, props.statements);
    this.lambda = new Function(this, 'Function', {
      functionName: functionName(stage.name, entry),
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 512,
      timeout: Duration.seconds(props.timeoutSeconds ?? 15),
      // Nothing may add to the role: what it holds is what its row says.
      role: role.withoutPolicyUpdates(),
      environment: { ...props.environment, POWERTOOLS_SERVICE_NAME: entry },
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });
  }
}

function functionRole(scope: Construct, logGroup: LogGroup, statements: readonly PolicyStatement[]): Role {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    // In the role itself rather than a policy beside it: one resource less per function.
    inlinePolicies: {
      uses: new PolicyDocument({
        statements: [
          ...statements,
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
          allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
        ],
      }),
    },
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray knows no resources: its two actions are granted on * or not at all.',
  });
  return role;
}
