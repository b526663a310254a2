import { ArnFormat, Aws, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Rows } from './apiDefinition.ts';
import { authorizerEntry } from './apiStack.ts';
import { Canary, canaryEntry, canaryImpact } from './canary.ts';
import { apiMetric, dashboard } from './dashboard.ts';
import type { DataStack } from './dataStack.ts';
import { FailureAlarm, serverErrorLines } from './failureAlarm.ts';
import { functionName } from './names.ts';
import type { StageSettings } from './stages.ts';
import { workers, type Worker } from './workers.ts';

/** Settings of {@link WatchStack}. */
export interface WatchStackProps extends StackProps {
  readonly stage: StageSettings;
  readonly data: DataStack;
  readonly rows: Rows;
  /** The API's base URL. */
  readonly publicUrl: string;
  /** The code of an entry of `functions/`. */
  readonly codeOf: (entry: string) => Code;
}

interface Watched {
  readonly entry: string;
  readonly impact: string;
  readonly logPattern: string;
  readonly throwingIsFailing?: boolean;
}

/** What keeps watch: an alarm per function that says what users lose, one for the whole API, and the dashboard. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, settings: WatchStackProps) {
    const { stage, data, rows, publicUrl, codeOf, ...props } = settings;
    super(scope, id, props);
    const canary =
      stage.canary === undefined
        ? undefined
        : new Canary(this, canaryEntry, {
            stage,
            publicUrl,
            userId: stage.canary,
            code: codeOf(canaryEntry),
          });
    const action = new SnsAction(alarmTopic(this, stage));
    const watched = [...whatToWatch(rows), ...(canary === undefined ? [] : [canaryWatched])];
    const failures = watched.map(
      (item) =>
        new FailureAlarm(this, item === canaryWatched ? 'CanaryAlarm' : item.entry, {
          ...item,
          stage: stage.name,
          action,
        }),
    );
    // Its metric filter reads the log group that the canary makes in this stack.
    if (canary !== undefined) failures.at(-1)?.node.addDependency(canary);
    const api = `service-users-${stage.name}`;
    const wholeApi = apiAlarm(this, api);
    wholeApi.addAlarmAction(action);
    dashboard(this, 'Dashboard', {
      name: api,
      api,
      functions: watched.map(({ entry }) => functionName(stage.name, entry)),
      tableName: data.storage.table.tableName,
      failures: failures.map((item) => item.failures),
      alarms: [wholeApi, ...failures.map(({ alarm }) => alarm)],
    });
  }
}

const canaryWatched: Watched = {
  entry: canaryEntry,
  impact: canaryImpact,
  logPattern: '{ $.level = "ERROR" }',
};

function* whatToWatch(rows: Rows): Generator<Watched> {
  yield {
    entry: authorizerEntry,
    impact: 'Nobody can do anything: every request is refused with 503.',
    // It throws to answer 401, so only the defects that it logs count.
    logPattern: '{ $.code = "authorizer-defect" }',
    throwingIsFailing: false,
  };
  for (const [entry, { impact }] of Object.entries(rows))
    yield { entry, impact, logPattern: serverErrorLines };
  for (const [entry, { impact }] of Object.entries<Worker>(workers)) {
    yield { entry, impact, logPattern: '{ $.level = "ERROR" }' };
  }
}

/** Server errors whoever answers them, so also those of the gateway and of an authorizer that does not answer. */
function apiAlarm(scope: Construct, api: string): Alarm {
  return new Alarm(scope, 'Api', {
    alarmName: `${api}-api`,
    alarmDescription: 'Users meet server errors: more than one in a hundred requests fails.',
    metric: apiMetric(api, '5XXError', 'Average'),
    threshold: 0.01,
    evaluationPeriods: 2,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** Encrypted with a key of our own: CloudWatch may not use the one that AWS manages for topics. */
function alarmTopic(scope: Stack, { name, alarmEmail }: StageSettings): Topic {
  const masterKey = new Key(scope, 'AlarmKey', {
    description: 'Encrypts the alarms of service-users',
    enableKeyRotation: true,
    pendingWindow: Duration.days(7),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
  masterKey.grantEncryptDecrypt(cloudWatch);
  const topic = new Topic(scope, 'Alarms', { masterKey, enforceSSL: true });
  // A policy of its own takes the place of the one that lets the account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': alarmArns(scope, name) },
      },
    }),
  );
  if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}

/** All alarms of a stage. */
function alarmArns(scope: Stack, stage: string): string {
  return scope.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: functionName(stage, '*'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
