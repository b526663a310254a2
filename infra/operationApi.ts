import { Aws, CfnOutput, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  ApiDefinition,
  EndpointType,
  LogGroupLogDestination,
  SpecRestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { apiDefinition, type Rows } from './apiDefinition.ts';
import { functionName } from './names.ts';
import { serviceLogs } from './serviceLogs.ts';
import type { StageSettings } from './stages.ts';
import { WebAcl } from './webAcl.ts';

/** Name of the one stage of the API at API Gateway; the last part of its URL there. */
const apiStage = 'v1';

/** Settings of {@link OperationApi}. */
export interface OperationApiProps {
  readonly stage: StageSettings;
  /** Origin whose pages may call the API. */
  readonly consoleOrigin: string | undefined;
  readonly rows: Rows;
  /** Entry of the authorizer. */
  readonly authorizer: string;
}

/** The REST API, derived from the table of operations. */
export class OperationApi extends Construct {
  readonly api: SpecRestApi;
  /** The base URL: the own domain, or API Gateway's. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: OperationApiProps) {
    super(scope, id);
    const { stage, consoleOrigin, rows, authorizer } = props;
    const nameOf = (entry: string): string => functionName(stage.name, entry);
    const definition = apiDefinition({
      rows,
      title: `service-users-${stage.name}`,
      authorizer: nameOf(authorizer),
      functionOf: nameOf,
      consoleOrigin,
      serviceUserHeader: stage.serviceUserHeader,
    });
    this.api = new SpecRestApi(this, 'Api', {
      restApiName: `service-users-${stage.name}`,
      apiDefinition: ApiDefinition.fromInline(definition),
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: stageOptions(this, stage),
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
    });
    if (stage.webAclRequests !== undefined) {
      const name = `service-users-${stage.name}`;
      new WebAcl(this, 'WebAcl', { api: this.api, name, requests: stage.webAclRequests });
    }
    // Not from the Stage: functions know this URL, and the stage waits for the functions.
    const atGateway = `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${apiStage}`;
    this.publicUrl = stage.publicUrl ?? atGateway;
    new CfnOutput(this, 'Url', {
      value: this.publicUrl,
      description: 'The base URL of the API',
    }).overrideLogicalId('Url');
    acknowledgeFindings(this.api, stage);
  }

  /** Lets the API run a function, for the method and paths of one operation only. */
  allowInvocation(target: IFunction, method: string, paths: readonly string[]): void {
    this.permit(target, `${apiStage}/${method}${coveringPath(paths)}`);
  }

  /** Lets the API ask its authorizer. */
  allowAuthorizer(target: IFunction): void {
    this.permit(target, 'authorizers/*');
  }

  private permit(target: IFunction, source: string): void {
    const permission = new CfnPermission(target, 'Invocation', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.restApiId}/${source}`,
    });
    // A route goes live when its function can answer, not before.
    this.api.latestDeployment?.node.addDependency(permission);
  }
}

/**
 * A pattern that covers all paths and little else: parameters, and parts in which the paths differ, become `*`.
 * A `*` at the end also covers longer paths.
 */
export function coveringPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const parts = first.map((part, index) =>
    part.startsWith('{') || others.some((other) => other[index] !== part) ? '*' : part,
  );
  const shortest = Math.min(first.length, ...others.map(({ length }) => length));
  if (others.every(({ length }) => length === first.length)) return parts.join('/');
  const common = [...parts, '*'].indexOf('*');
  return [...parts.slice(0, Math.min(common, shortest - 1)), '*'].join('/');
}

function stageOptions(scope: Construct, stage: StageSettings): StageOptions {
  const logs = serviceLogs(scope, 'AccessLogs', { stage, source: 'access' });
  return {
    stageName: apiStage,
    accessLogDestination: new LogGroupLogDestination(logs),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
    throttlingRateLimit: stage.throttle.ratePerSecond,
    throttlingBurstLimit: stage.throttle.burst,
    tracingEnabled: true,
  };
}

/** Who called what, when, and how it went. Neither headers nor query: no log line ever holds a token (A5). */
const accessLogFields = {
  time: AccessLogField.contextRequestTimeEpoch(),
  requestId: AccessLogField.contextRequestId(),
  sourceIp: AccessLogField.contextIdentitySourceIp(),
  userAgent: AccessLogField.contextIdentityUserAgent(),
  method: AccessLogField.contextHttpMethod(),
  resource: AccessLogField.contextResourcePath(),
  path: AccessLogField.contextPath(),
  protocol: AccessLogField.contextProtocol(),
  status: AccessLogField.contextStatus(),
  refused: AccessLogField.contextAuthorizer('code'),
  failure: AccessLogField.contextErrorResponseType(),
  bytes: AccessLogField.contextResponseLength(),
  milliseconds: AccessLogField.contextResponseLatency(),
  functionMilliseconds: AccessLogField.contextIntegrationLatency(),
  authorizerMilliseconds: AccessLogField.contextAuthorizerLatency(),
  trace: AccessLogField.contextXrayTraceId(),
};

function acknowledgeFindings(api: SpecRestApi, { webAclRequests }: StageSettings): void {
  if (webAclRequests === undefined) {
    Validations.of(api.deploymentStage).acknowledge({
      id: 'AwsSolutions-APIG3',
      reason:
        'A web ACL is paid by month: -c webAclRequests makes one; docs/deploy.md says how to attach another.',
    });
  }
  Validations.of(api.deploymentStage).acknowledge({
    id: 'AwsSolutions-APIG6',
    reason:
      'Execution logs hold header values, and only Authorization is masked in them: no log line may hold a token (A5).',
  });
  Validations.of(api).acknowledge({
    id: 'AwsSolutions-APIG2',
    reason:
      'Each function validates parameters, query and body by its row, strictly, and answers problem documents.',
  });
  const role = api.node.findChild('CloudWatchRole');
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason:
      'API Gateway accepts this role for access logs with the managed policy that AWS documents for it.',
  });
}
