import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  TreatMissingData,
  type IAlarmAction,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionName, logGroupName } from './names.ts';

/** Length of the time over which alarms and graphs count. */
export const period = Duration.minutes(5);

/** Settings of {@link FailureAlarm}. */
export interface FailureAlarmProps {
  readonly stage: string;
  /** The function's entry. */
  readonly entry: string;
  /** What a user loses: the first sentence of the alarm's text. */
  readonly impact: string;
  /** Which log lines of the function tell of a failure that it answered itself (CloudWatch filter syntax). */
  readonly logPattern: string;
  /** Whether a function that throws has failed; the authorizer throws to answer 401. @default true */
  readonly throwingIsFailing?: boolean;
  readonly action: IAlarmAction;
}

/** Log lines of a request that was answered with a server error: the function caught it, so Lambda counts no error. */
export const serverErrorLines = '{ ($.message = "request") && ($.status >= 500) }';

/** One alarm for one function: any failure within five minutes. */
export class FailureAlarm extends Construct {
  readonly alarm: Alarm;
  /** Failures per period, whichever way they show. */
  readonly failures: IMetric;

  constructor(scope: Construct, id: string, props: FailureAlarmProps) {
    super(scope, id);
    const logGroup = logGroupName(props.stage, props.entry);
    const answered = failureLines(this, logGroup, props);
    const thrown = lambdaMetric(functionName(props.stage, props.entry), props.throwingIsFailing);
    // Ids within the expression are unique on the whole dashboard.
    const [lines, errors] = [`${props.entry}Lines`, `${props.entry}Errors`];
    this.failures = new MathExpression({
      // SUM of a list also counts while one of the two has never been reported; a plain + does not.
      expression: `SUM([FILL(${lines}, 0), FILL(${errors}, 0)])`,
      usingMetrics: { [lines]: answered, [errors]: thrown },
      label: props.entry,
      period,
    });
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: functionName(props.stage, props.entry),
      alarmDescription: `${props.impact} Logs: ${logGroup}`,
      metric: this.failures,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(props.action);
  }
}

/** A metric of one function. */
export function functionMetric(name: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: name },
    statistic,
    period,
  });
}

function lambdaMetric(name: string, throwingIsFailing = true): Metric {
  return functionMetric(name, throwingIsFailing ? 'Errors' : 'Throttles', 'Sum');
}

function failureLines(
  scope: Construct,
  logGroup: string,
  { stage, entry, logPattern }: FailureAlarmProps,
): Metric {
  return new MetricFilter(scope, 'Lines', {
    logGroup: LogGroup.fromLogGroupName(scope, 'Logs', logGroup),
    filterPattern: FilterPattern.literal(logPattern),
    metricNamespace: `ServiceUsers/${stage}`,
    metricName: entry,
    metricValue: '1',
  }).metric({ statistic: 'Sum', period });
}
