import { describe, expect, it } from 'vitest';
import { ofType, synthesizedStage, text, theOne } from '../support/synthesized.ts';

const canary = 'svc_01h455vb4pex5vsknk084sn02q';
const { watch, api } = synthesizedStage('prod', { canary, webAclRequests: '2000' });

describe('the canary of a stage that names its service user', () => {
  it('runs every five minutes, and is not run again where it failed', () => {
    const rule = theOne(watch, 'AWS::Events::Rule').Properties;
    expect(rule).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
  });

  it('may sign with a key of its own and nothing else: no table, no signing key of tokens', () => {
    const [role] = ofType(watch, 'AWS::IAM::Role').filter(([id]) => id.startsWith('canary'));
    const policies = JSON.stringify(role?.[1].Properties['Policies']);
    const actions = [...policies.matchAll(/"([a-z0-9]+:[A-Za-z]+)"/g)].map(([, action]) => action);
    expect(new Set(actions)).toEqual(
      new Set([
        'kms:Sign',
        'kms:SigningAlgorithm',
        'kms:MessageType',
        'kms:GetPublicKey',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
      ]),
    );
    const key = ofType(watch, 'AWS::KMS::Key').find(([id]) => id.startsWith('canary'))?.[0];
    expect(policies).toContain(`"Resource":{"Fn::GetAtt":["${key}","Arn"]}`);
  });

  it('has an alarm that counts every failed run', () => {
    const filter = ofType(watch, 'AWS::Logs::MetricFilter').find(
      ([, { Properties }]) => text(Properties['LogGroupName']) === '/service-users/prod/canary',
    )?.[1];
    expect(filter?.Properties['FilterPattern']).toBe('{ $.level = "ERROR" }');
    const names = ofType(watch, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      text(Properties['AlarmName']),
    );
    expect(names).toContain('service-users-prod-canary');
  });

  it('is not there where none is named', () => {
    expect(ofType(synthesizedStage('prod').watch, 'AWS::Lambda::Function')).toEqual([]);
  });
});

describe('the web ACL of a stage that asks for one', () => {
  const rules = theOne(api, 'AWS::WAFv2::WebACL').Properties['Rules'] as {
    Name: string;
    Action?: unknown;
    Statement: Record<string, Record<string, unknown>>;
  }[];

  it('refuses an address above the figure that was given, counted over five minutes', () => {
    expect(rules[0]).toMatchObject({
      Name: 'rate',
      Action: { Block: {} },
      Statement: {
        RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 },
      },
    });
  });

  it('takes the rules of AWS, but refuses no body for its size or words: descriptions are data', () => {
    expect(rules.slice(1).map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(rules[3]?.Statement['ManagedRuleGroupStatement']?.['RuleActionOverrides']).toEqual(
      [
        'SizeRestrictions_BODY',
        'CrossSiteScripting_BODY',
        'GenericLFI_BODY',
        'GenericRFI_BODY',
        'EC2MetaDataSSRF_BODY',
        'NoUserAgent_HEADER',
      ].map((Name) => ({ Name, ActionToUse: { Count: {} } })),
    );
  });

  it('A5 keeps no sample of a request: samples hold headers', () => {
    expect(JSON.stringify(theOne(api, 'AWS::WAFv2::WebACL'))).not.toContain('"SampledRequestsEnabled":true');
  });

  it('stands before the one stage of the API', () => {
    const [apiId] = ofType(api, 'AWS::ApiGateway::RestApi')[0] ?? [];
    const arn = text(theOne(api, 'AWS::WAFv2::WebACLAssociation').Properties['ResourceArn']);
    expect(arn).toContain(`::/restapis/<${apiId}>/stages/<`);
  });

  it('is not there where none is asked for', () => {
    expect(ofType(synthesizedStage('prod').api, 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});
