import { describe, expect, it } from 'vitest';
import {
  ofType,
  property,
  synthesizedStage,
  text,
  type Resource,
  type SynthesizedStack,
} from '../support/synthesized.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Principal: '*' | Readonly<Record<string, unknown>>;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const stacks = synthesizedStage('prod', {
  canary: 'svc_01h455vb4pex5vsknk084sn02q',
  webAclRequests: '2000',
  alarmEmail: 'oncall@example.com',
});
const { api, data, watch } = stacks;
const allStacks = Object.values<SynthesizedStack>({ ...stacks });
const everything = allStacks.flatMap(({ resources }) => Object.entries(resources));

const statements = (resource: Resource | undefined, name: string): readonly Statement[] =>
  (resource?.Properties[name] as { Statement: Statement[] } | undefined)?.Statement ?? [];

/** What a service of AWS may do by a policy of a resource. */
const allowed = (policy: readonly Statement[], service: string): Statement[] =>
  policy.filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal !== '*' && Principal['Service'] === service,
  );
const actionsOf = (found: readonly Statement[]): string[] => found.flatMap(({ Action }) => Action);

/** The one policy that is attached to a topic. */
const policyOfTopic = (topic: string): readonly Statement[] => {
  const policies = ofType(watch, 'AWS::SNS::TopicPolicy').filter(([, { Properties }]) =>
    (Properties['Topics'] as unknown[]).map(text).includes(`<${topic}>`),
  );
  expect(policies).toHaveLength(1);
  return statements(policies[0]?.[1], 'PolicyDocument');
};

/** Types of the other resources that name this one. */
const typesNaming = (id: string): string[] => {
  const naming = everything.filter(
    ([other, { Properties }]) => other !== id && JSON.stringify(Properties ?? {}).includes(`"${id}"`),
  );
  return [...new Set(naming.map(([, { Type }]) => Type))].sort();
};

/** As IAM compares with ArnLike: `*` within one part. */
const like = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '[^:]*')}$`);

describe('every alarm', () => {
  const alarms = ofType(watch, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => [text(Properties['AlarmName']), Properties['AlarmActions']] as const,
  );

  it.each(alarms)(
    '%s may publish to the topic that it names, and use the key of that topic',
    (name, actions) => {
      const topics = (actions as unknown[]).map((action) => text(action).slice(1, -1));
      expect(topics).toHaveLength(1);
      for (const topic of topics) {
        const may = allowed(policyOfTopic(topic), 'cloudwatch.amazonaws.com').find(
          ({ Action, Resource }) => Action === 'sns:Publish' && text(Resource) === `<${topic}>`,
        );
        expect(may?.Condition).toEqual({
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() as unknown },
        });
        const arn = `arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:${name}`;
        expect(arn).toMatch(like(text(may?.Condition?.['ArnLike']?.['aws:SourceArn'])));
        const key = text(watch.resources[topic]?.Properties['KmsMasterKeyId']).slice(1, -'.Arn>'.length);
        const keyPolicy = statements(watch.resources[key], 'KeyPolicy');
        expect(actionsOf(allowed(keyPolicy, 'cloudwatch.amazonaws.com'))).toEqual(
          expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']),
        );
      }
    },
  );
});

describe('what has a policy of its own', () => {
  it('is used by nothing but those who were thought of when the policy was written', () => {
    const owners = everything.filter(([, { Type }]) =>
      ['AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::S3::Bucket'].includes(Type),
    );
    const users = new Map(owners.map(([id, { Type }]) => [`${Type} ${id}`, typesNaming(id)]));
    for (const [owner, types] of users) {
      const expected = {
        'AWS::SNS::Topic': ['AWS::CloudWatch::Alarm', 'AWS::SNS::Subscription', 'AWS::SNS::TopicPolicy'],
        // Lambda sends there with the role of the function: a statement of the role is enough.
        'AWS::SQS::Queue': ['AWS::IAM::Role', 'AWS::Lambda::EventSourceMapping', 'AWS::SQS::QueuePolicy'],
        'AWS::S3::Bucket': [
          'AWS::CloudFront::Distribution',
          // Its description says which bucket it empties.
          'AWS::Lambda::Function',
          'AWS::S3::BucketPolicy',
          'Custom::S3AutoDeleteObjects',
        ],
      }[owner.split(' ')[0] ?? ''];
      expect([owner, types]).toEqual([owner, expected]);
    }
    expect(users.size).toBe(5);
  });

  it('refuses only what comes without TLS', () => {
    const policies = everything.flatMap(([id, resource]) =>
      statements(resource, 'PolicyDocument').map((statement) => [id, statement] as const),
    );
    const denials = policies.filter(([, { Effect }]) => Effect === 'Deny');
    expect(denials).toHaveLength(5);
    for (const [id, { Condition }] of denials)
      expect([id, Condition]).toEqual([id, { Bool: { 'aws:SecureTransport': 'false' } }]);
  });

  it.each(ofType(api, 'AWS::Lambda::EventSourceMapping'))(
    '%s: the role of the function may send to the queue for what failed',
    (_, mapping) => {
      const lambda = text(mapping.Properties['FunctionName']).slice(1, -1);
      const role = text(api.resources[lambda]?.Properties['Role']).slice(1, -'.Arn>'.length);
      const queue = text(property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'));
      const own = (api.resources[role]?.Properties['Policies'] ?? []) as {
        PolicyDocument: { Statement: Statement[] };
      }[];
      const sending = own
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Action }) => Action === 'sqs:SendMessage');
      expect(sending.map(({ Effect, Resource }) => [Effect, text(Resource)])).toEqual([['Allow', queue]]);
    },
  );

  it('is no key and no bus but those whose account decides by roles, and the key of the alarms', () => {
    const keys = [...ofType(data, 'AWS::KMS::Key'), ...ofType(watch, 'AWS::KMS::Key')];
    for (const [id, key] of keys) {
      const [account, ...others] = statements(key, 'KeyPolicy');
      expect(account).toMatchObject({ Effect: 'Allow', Action: 'kms:*' });
      expect(text((account?.Principal as Record<string, unknown>)['AWS'])).toMatch(/:root$/);
      expect(others).toHaveLength(id.startsWith('AlarmKey') ? 1 : 0);
    }
    expect(everything.filter(([, { Type }]) => Type === 'AWS::Events::EventBusPolicy')).toEqual([]);
  });
});

describe('every rule of the clock', () => {
  const rules = allStacks.flatMap((stack) =>
    ofType(stack, 'AWS::Events::Rule').map(([id, rule]) => [id, rule, stack] as const),
  );

  it.each(rules)('%s may call what it names', (id, rule, stack) => {
    const targets = rule.Properties['Targets'] as { Arn: unknown }[];
    const permitted = ofType(stack, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ SourceArn }) => text(SourceArn) === `<${id}.Arn>`)
      .map(({ Action, Principal, FunctionName }) => [Action, Principal, text(FunctionName)]);
    expect(permitted).toEqual(
      targets.map(({ Arn }) => ['lambda:InvokeFunction', 'events.amazonaws.com', text(Arn)]),
    );
  });
});
