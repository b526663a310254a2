import { describe, expect, it } from 'vitest';
import { workers } from '../../infra/workers.ts';
import { operationRows } from '../../shared/contract/operations.ts';
import { ofType, property, synthesizedStage, text, theOne } from '../support/synthesized.ts';

const { watch } = synthesizedStage('prod');
const alarms = new Map(
  ofType(watch, 'AWS::CloudWatch::Alarm').map(([, alarm]) => [text(alarm.Properties['AlarmName']), alarm]),
);
const filters = new Map(
  ofType(watch, 'AWS::Logs::MetricFilter').map(([, filter]) => [
    text(filter.Properties['LogGroupName']),
    filter,
  ]),
);
const impacts = [...Object.entries(operationRows), ...Object.entries(workers)].map(
  ([entry, { impact }]) => [entry, impact] as const,
);

describe('alarms', () => {
  it.each(impacts)('of %s say what users lose', (entry, impact) => {
    const alarm = alarms.get(`service-users-prod-${entry}`);
    expect(text(alarm?.Properties['AlarmDescription'])).toBe(`${impact} Logs: /service-users/prod/${entry}`);
    expect(alarm?.Properties).toMatchObject({ Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  it.each(Object.keys(operationRows))('of %s count crashes and server errors that it answered', (id) => {
    const filter = filters.get(`/service-users/prod/${id}`);
    expect(filter?.Properties['FilterPattern']).toBe('{ ($.message = "request") && ($.status >= 500) }');
    const metrics = JSON.stringify(alarms.get(`service-users-prod-${id}`)?.Properties['Metrics']);
    expect(metrics).toContain('"MetricName":"Errors"');
    expect(metrics).toContain(`"MetricName":"${id}"`);
  });

  it('of the authorizer count defects, not the errors it throws to answer 401', () => {
    const filter = filters.get('/service-users/prod/authorizer');
    expect(filter?.Properties['FilterPattern']).toBe('{ $.code = "authorizer-defect" }');
    const metrics = JSON.stringify(alarms.get('service-users-prod-authorizer')?.Properties['Metrics']);
    expect(metrics).not.toContain('"MetricName":"Errors"');
    expect(metrics).toContain('"MetricName":"Throttles"');
  });

  it('watch the API as a whole too', () => {
    expect(alarms.get('service-users-prod-api')?.Properties).toMatchObject({
      MetricName: '5XXError',
      Namespace: 'AWS/ApiGateway',
      Threshold: 0.01,
    });
    expect(alarms.size).toBe(impacts.length + 2);
  });

  it('all go to one topic', () => {
    const topic = ofType(watch, 'AWS::SNS::Topic')[0]?.[0];
    for (const [name, alarm] of alarms) {
      expect([name, alarm.Properties['AlarmActions']]).toEqual([name, [{ Ref: topic }]]);
    }
  });
});

describe('the dashboard', () => {
  it('shows every function', () => {
    const body = JSON.stringify(property(theOne(watch, 'AWS::CloudWatch::Dashboard'), 'DashboardBody'));
    for (const [entry] of impacts) expect(body).toContain(`service-users-prod-${entry}`);
  });
});
