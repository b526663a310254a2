import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  Metric,
  type Alarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { functionMetric, period } from './failureAlarm.ts';

/** Settings of {@link dashboard}. */
export interface DashboardProps {
  readonly name: string;
  /** Name of the API. */
  readonly api: string;
  /** Names of the functions. */
  readonly functions: readonly string[];
  readonly tableName: string;
  /** Failures by function. */
  readonly failures: readonly IMetric[];
  readonly alarms: readonly Alarm[];
}

/** One page that tells how the API, its functions and its table are. */
export function dashboard(scope: Construct, id: string, props: DashboardProps): Dashboard {
  const ofFunctions = (metric: string, statistic: string): IMetric[] =>
    props.functions.map((name) => functionMetric(name, metric, statistic).with({ label: name }));
  return new Dashboard(scope, id, {
    dashboardName: props.name,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 6 })],
      [
        graph('Requests and errors', [
          apiMetric(props.api, 'Count', 'Sum'),
          apiMetric(props.api, '4XXError', 'Sum'),
          apiMetric(props.api, '5XXError', 'Sum'),
        ]),
        graph('Latency of the API, ms', [
          apiMetric(props.api, 'Latency', 'p50').with({ label: 'p50' }),
          apiMetric(props.api, 'Latency', 'p99').with({ label: 'p99' }),
          apiMetric(props.api, 'IntegrationLatency', 'p99').with({ label: 'p99 of functions' }),
        ]),
      ],
      [
        graph('Failures by function', props.failures),
        graph('Duration by function, p99, ms', ofFunctions('Duration', 'p99')),
      ],
      [
        graph('Table: capacity used', [
          tableMetric(props.tableName, 'ConsumedReadCapacityUnits'),
          tableMetric(props.tableName, 'ConsumedWriteCapacityUnits'),
        ]),
        graph('Table: requests throttled', [
          tableMetric(props.tableName, 'ReadThrottleEvents'),
          tableMetric(props.tableName, 'WriteThrottleEvents'),
        ]),
      ],
    ],
  });
}

/** A metric of the whole API. */
export function apiMetric(api: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiName: api },
    statistic,
    period,
  });
}

function tableMetric(tableName: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
    period,
  });
}

function graph(title: string, left: readonly IMetric[]): IWidget {
  return new GraphWidget({ title, left: [...left], width: 12, height: 8 });
}
