import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logGroupName } from './names.ts';
import type { StageSettings } from './stages.ts';

/** Settings of {@link serviceLogs}. */
export interface ServiceLogsProps {
  readonly stage: StageSettings;
  /** What writes the logs: an entry of `functions/`, or another part of the stack. */
  readonly source: string;
}

/** A log group that keeps lines for as long as the stage says; what must last is in the audit trail, not in logs. */
export function serviceLogs(scope: Construct, id: string, { stage, source }: ServiceLogsProps): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: logGroupName(stage.name, source),
    retention: stage.logRetentionDays satisfies RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
